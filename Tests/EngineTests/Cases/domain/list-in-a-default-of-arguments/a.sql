create domain d as int;
create table line (a int, b d);
create function f(d[] default null) returns int language sql as 'select 1';
create function g(line default null) returns int language sql as 'select 1';
