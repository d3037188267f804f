create table part (id int, name text);
create table whole (like part) partition by list (name);
create index whole_idx on whole (id, name);
create unique index whole_key on whole (name);
-- Both would do as a part of the parent's index, and are not meant to be one.
create index own_idx on part (id, name);
alter table part add constraint own_key unique (name);
create table other (name text references part (name));
