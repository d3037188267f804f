create table t (a bigint, b text);
create table log (a bigint);
create rule r as on insert to t do also insert into log values (new.a);
