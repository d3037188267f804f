create type kind as enum ('a');
create type size as (a kind, c int, b kind);
create domain known as size default null::size;
create type outer_size as (before size, note text);
create table t (s size, known known);
