create table one (k int primary key, v numeric);
create table two (k int primary key, v bool);
create view shown as select v from one;
