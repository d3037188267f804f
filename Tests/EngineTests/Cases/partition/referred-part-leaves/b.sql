create table whole (name text not null, unique (name)) partition by list (name);
create table part (name text not null unique);
create table other_part partition of whole for values in ('b');
create table user_of_rows (name text references whole (name));
