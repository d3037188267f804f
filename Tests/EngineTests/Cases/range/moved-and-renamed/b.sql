create schema s;
create type span as range (subtype = float8);
alter type span set schema s;
create type span2 as range (subtype = float8);
alter type span2 rename to span3;
create type pair as (a int, b int);
create type pairs as range (subtype = pair);
alter type pair rename to couple;
create table t (a s.span, b span3, c pairs);
