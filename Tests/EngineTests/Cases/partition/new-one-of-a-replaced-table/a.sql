create table whole (a int, b int) partition by range (a);
create table old partition of whole for values from (0) to (10);
create table part (a int, b int) partition by range (a);
create table part_1 partition of part for values from (0) to (10);
