create table log (a int, b text);
create table seen (a int);
create view shown as select a from log;
create function f(n int) returns void language sql begin atomic
  insert into log (a) select a from seen where a = n;
end;
create function g() returns bigint language sql begin atomic select count(*) from seen; end;
create table t (a int);
create rule r as on insert to t do also insert into log (a) values (new.a);
create rule s as on update to t where exists (select from seen) do also update log set a = new.a where a = old.a;
create table u (a int);
create rule r as on delete to u do also (insert into seen values (old.a); delete from log where a = old.a);
create table w (a int);
create rule i as on insert to w do instead insert into shown values (new.a);
