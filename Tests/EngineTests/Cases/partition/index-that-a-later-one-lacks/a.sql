create table p (h int, f date) partition by hash (f);
create index i on only p (h);
