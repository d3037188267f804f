create table t (a int, b text);
create table u (a bigint generated always as identity);
