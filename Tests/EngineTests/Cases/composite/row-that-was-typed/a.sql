create type c as (e int, a text);
create table t of c;
create table i (x int, a t);
create table j (e int, a text not null default 'q', b text default 'z', n numeric(10,2));
