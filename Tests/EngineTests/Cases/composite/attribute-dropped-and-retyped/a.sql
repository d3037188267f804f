create type place as (x int, y int, z text);
create function f(p place) returns place language sql as 'select p';
create view v as select (p).x as x from f(null) p;
