create type b as (f int8, g timetz);
create type a as (x b, y b[], n numeric(10,2));
create domain d as a;
create function f(b) returns a language sql as 'select null::a';
