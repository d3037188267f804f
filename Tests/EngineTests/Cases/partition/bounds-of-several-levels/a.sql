create table whole (a int, b int, id int generated always as identity, primary key (a, b)) partition by range (a);
create table half partition of whole for values from (0) to (10) partition by list (b);
create table half_one partition of half for values in (1);
create table half_two partition of half for values in (2);
create table other partition of whole for values from (10) to (20) partition by hash (b);
create table other_0 partition of other for values with (modulus 2, remainder 0);
create table other_1 partition of other for values with (modulus 2, remainder 1);
create table user_of (a int, b int, foreign key (a, b) references whole on delete cascade);
create table user_of_part (a int, b int, foreign key (a, b) references half_one on delete cascade);
