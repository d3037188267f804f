create view v as select 1::bigint as a, 'x'::text as b;
create function f(v) returns bigint language sql as 'select 1::bigint';
create or replace view v as select f(null::v) as a, 'x'::text as b;
