create table p (a bigint, constraint k check (a < 1000));
create table q (b int not null default 3, constraint k check (a < 1000)) inherits (p);
create table r (c int) inherits (q);
alter table r add check (c > 0) no inherit;
