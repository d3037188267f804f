create table p (h int, f date) partition by hash (f);
create table q (h int, f date);
alter table p attach partition q for values with (modulus 4, remainder 1);
create index i on only p (h);
