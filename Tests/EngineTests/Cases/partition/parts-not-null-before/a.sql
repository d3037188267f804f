create table whole (name text, note text, n int) partition by list (name);
create table first_part partition of whole (check (name is not null)) for values in ('a');
create table second_part partition of whole (check (name is not null)) for values in ('b');
