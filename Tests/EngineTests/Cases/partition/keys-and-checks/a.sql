create table target (id int primary key);
create table whole (id int, day int, n int) partition by range (day);
create table low partition of whole for values from (minvalue) to (10);
create table high partition of whole for values from (10) to (maxvalue);
