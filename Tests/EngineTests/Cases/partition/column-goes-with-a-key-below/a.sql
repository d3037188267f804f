create table whole (a int, b text, c text) partition by range (a);
create table low partition of whole for values from (0) to (10);
create table half partition of whole for values from (10) to (20) partition by list (b);
create table half_x partition of half for values in ('x');
create table other partition of whole for values from (20) to (30) partition by list (c);
create table other_y partition of other for values in ('y');
