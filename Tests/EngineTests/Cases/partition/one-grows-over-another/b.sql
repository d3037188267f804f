create table p (a int primary key, b text default 'n') partition by range (a);
create table p1 partition of p for values from (0) to (18);
create table p3 partition of p for values from (18) to (30);
create table r (a int references p on delete cascade);
