create table staff (name text primary key, may_read boolean not null);
create table document (id int, owner text);
alter table document enable row level security;
