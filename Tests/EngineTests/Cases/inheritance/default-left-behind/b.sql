create table parent (a int default 3, b int default 4);
create table child () inherits (parent);
alter table child alter a drop default, alter b drop default;
