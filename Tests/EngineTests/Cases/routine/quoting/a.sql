create schema "My Schema";
