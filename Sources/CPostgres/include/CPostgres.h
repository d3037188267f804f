/* libpq, loaded when the first connection is made. */
