create view v as select 1 as a, 'x'::text as b;
create function f(v) returns int language sql as 'select 1';
create or replace view v as select f(null::v) as a, 'x'::text as b;
create view gone as select 1 as a;
create function g(gone) returns int language sql as 'select 1';
create or replace view gone as select g(null::gone) as a;
