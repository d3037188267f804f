create table part (id int, name text);
create table whole (like part) partition by list (name);
alter table whole attach partition part for values in ('a');
create index whole_idx on whole (id, name);
create unique index whole_key on whole (name);
create index own_idx on part (id, name);
alter table part add constraint own_key unique (name);
create table other (name text references part (name));
