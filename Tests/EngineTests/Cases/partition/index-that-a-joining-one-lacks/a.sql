create table p (h int, f date) partition by hash (f);
create table q (h int);
create index i on only p (h);
