create type c as (e int, a text);
create table t (e int, a text not null default 'q', b text default 'z', n numeric(10,2));
create table j of c;
create table i (x int, a j);
