create type one as (a int, b text);
create type two as (c date);
create table t of one;
create table u (c date, extra int);
