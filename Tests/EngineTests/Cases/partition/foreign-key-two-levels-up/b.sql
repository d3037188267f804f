create table r (a int primary key);
create table p (a int) partition by list (a);
create table s (a int);
