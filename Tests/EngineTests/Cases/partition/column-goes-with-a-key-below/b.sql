create table whole (a int, c varchar(20)) partition by range (a);
create table low partition of whole for values from (0) to (10);
create table other partition of whole for values from (20) to (30) partition by list (c);
create table other_y partition of other for values in ('y');
