create type mood as enum ('b', 'a');
create table t (a varchar(100), b varchar compression lz4, c mood, d varchar);
alter table t alter column a set storage external;
