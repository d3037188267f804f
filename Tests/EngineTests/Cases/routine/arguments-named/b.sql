create function f(first int, second text) returns int language sql as 'select 1';
create view v as select f(1, 'a') as x;
