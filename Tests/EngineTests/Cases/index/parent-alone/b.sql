-- The parent's index has no parts yet, though one partition has an index that would do.
create table whole (id int, name text) partition by list (name);
create table part partition of whole for values in ('a');
create table other partition of whole for values in ('b');
create index part_idx on part (id);
create index whole_idx on only whole (id);
