create type one as (c date);
create type two as (b text, a int, d int);
create table t of two;
create table u of one;
