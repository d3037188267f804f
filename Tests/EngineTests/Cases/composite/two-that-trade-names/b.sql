create type a as (f int8, g timetz);
create type b as (x a, y a[], n numeric(10,2));
create domain d as b;
create function f(a) returns b language sql as 'select null::b';
