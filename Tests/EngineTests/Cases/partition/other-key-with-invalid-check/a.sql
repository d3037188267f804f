create table n (q date, e int, a int2) partition by hash (q);
create table u partition of n for values with (modulus 1, remainder 0);
alter table u add primary key (a);
alter table n add constraint ck check (a is null or a > 0) not valid;
