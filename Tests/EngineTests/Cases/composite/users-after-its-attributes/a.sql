create type kind as enum ('a');
create type size as (a time, b kind);
