create function f(a int) returns int language sql as 'select 3';
create function f(a bigint, b text[]) returns int language sql as 'select 2';
create function g(text, int) returns int language sql as 'select 2';
