create table t (a int, b text);
create index expressions on t ((a + 1), lower(b));
alter index expressions alter column 1 set statistics 400;
