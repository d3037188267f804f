create view v as select 1 as a, 'x'::text as b;
create function f(v) returns int language sql as 'select 1';
create or replace view v as select f(null::v) as a, 'x'::text as b;
comment on view v is 'circle';
