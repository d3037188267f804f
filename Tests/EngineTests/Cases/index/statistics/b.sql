create table t (a int, b text);
create index expressions on t ((a + 1), lower(b));
alter index expressions alter column 2 set statistics 300;
create index another on t ((a + 2));
alter index another alter column 1 set statistics 500;
