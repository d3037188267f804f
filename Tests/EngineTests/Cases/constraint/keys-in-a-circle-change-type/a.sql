create table a (id int primary key, b int);
create table b (id int primary key, a int references a);
alter table a add foreign key (b) references b;
create function f() returns int language sql as 'select 1';
create table x (v int default f(), check (f() > 0));
