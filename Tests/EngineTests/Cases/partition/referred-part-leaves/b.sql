create table whole (name text, unique (name)) partition by list (name);
create table part (name text unique);
create table other_part partition of whole for values in ('b');
create table user_of_rows (name text references whole (name));
