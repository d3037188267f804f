create table p (h int, f date) partition by hash (f);
create table p1 partition of p for values with (modulus 4, remainder 1);
create index i on only p (h);
