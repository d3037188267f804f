-- The schema that every database begins with has another name; a new one has its old name.
alter schema public rename to app;
grant usage on schema app to public;
comment on schema app is 'all of it';
create table app.item (id int primary key);
create view app.items as select id from app.item;
create schema public;
create table public.kept (id int primary key);
