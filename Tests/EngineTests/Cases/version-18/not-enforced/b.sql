create table t (a int primary key, constraint positive check (a > 0) not enforced);
create table r (a int constraint refers references t not enforced);
