create function f(a int, bb int default 1, variadic c text[] default '{}') returns int language sql as 'select 1';
create view v as select f(1) as x;
create view w as select x from v;
comment on view w is 'kept';
