create table t (a int4range, b daterange not null, constraint t_pkey primary key (a, b without overlaps));
create table r (a int4range, b daterange, foreign key (a, period b) references t (a, period b));
create table u (a int4range, b daterange, unique (a, b without overlaps));
