create domain d as int check (value > 0);
create table line (a bigint, b d);
create function f(d[] default null) returns int language sql as 'select 1';
create function g(line default null) returns int language sql as 'select 1';
