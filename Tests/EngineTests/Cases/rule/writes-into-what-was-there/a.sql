create table log (a int, b text);
create table seen (a int);
create view shown as select a from log;
create function f(n int) returns void language sql begin atomic select a from log; end;
create table u (a int);
create rule r as on delete to u do also insert into seen values (old.a);
