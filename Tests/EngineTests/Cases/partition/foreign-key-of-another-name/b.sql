create table r (a int primary key);
create table p (a int, b int constraint fk1 references r) partition by list (a);
create table q (a int, b int constraint fkz references r);
