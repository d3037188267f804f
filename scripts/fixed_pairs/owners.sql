### owner of a table differs, grants do not
--- a
create table t (a int);
alter table t owner to fuzz_a;
--- b
create table t (a int);
### owner grants to others
--- a
create table t (a int);
alter table t owner to fuzz_a;
set role fuzz_a;
grant select on t to fuzz_b;
grant insert on t to "Fuzz C" with grant option;
reset role;
--- b
create table t (a int);
grant select, update on t to fuzz_b;
grant insert on t to "Fuzz C";
### giver may not enter the schema on either side
--- a
create schema s; grant usage on schema s to fuzz_a;
create table s.t (a int, b int);
grant select, insert, update on s.t to fuzz_a with grant option;
set role fuzz_a; grant select on s.t to fuzz_b; grant update (a) on s.t to "Fuzz C"; reset role;
revoke usage on schema s from fuzz_a;
--- b
create schema s; grant usage on schema s to fuzz_a;
create table s.t (a int, b int);
grant select, insert, update on s.t to fuzz_a with grant option;
set role fuzz_a; grant insert on s.t to fuzz_b; grant select on s.t to "Fuzz C"; reset role;
revoke usage on schema s from fuzz_a;
### giver may not enter, its table comes and goes
--- a
create schema s; grant usage on schema s to fuzz_a;
create table s.t (a int);
grant select on s.t to fuzz_a with grant option;
set role fuzz_a; grant select on s.t to fuzz_b; reset role;
revoke usage on schema s from fuzz_a; grant create on schema s to fuzz_a;
--- b
create schema s; grant usage on schema s to fuzz_a;
create table s.t (a int);
create table s.u (a int);
grant select on s.u to fuzz_a with grant option;
set role fuzz_a; grant select on s.u to fuzz_b; reset role;
revoke usage on schema s from fuzz_a;
