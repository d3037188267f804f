create table whole (a int) partition by range (a);
create table part partition of whole for values from (1) to (100);
create table parent (a int);
create table heir () inherits (parent);
