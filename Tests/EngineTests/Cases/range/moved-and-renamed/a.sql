create schema s;
create type span as range (subtype = float8);
create type span2 as range (subtype = float8);
create type pair as (a int, b int);
create type pairs as range (subtype = pair);
create table t (a span, b span2, c pairs);
