create table t (a int4range, b daterange not null, constraint t_pkey primary key (b));
