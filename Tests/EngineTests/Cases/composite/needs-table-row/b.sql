create table t (a int, b text);
create type pair as (l t, r t[]);
create table u (p pair);
