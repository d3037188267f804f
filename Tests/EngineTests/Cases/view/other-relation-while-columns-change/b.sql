create table one (k int primary key, v bool);
create table two (k int primary key, v numeric);
create view shown as select v from two;
