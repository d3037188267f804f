create type mood as enum ('a', 'b');
create table t (a text, b text compression lz4, c mood, d text);
alter table t alter column a set storage external, alter column d set storage main;
