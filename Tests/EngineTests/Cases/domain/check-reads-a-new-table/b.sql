-- Nothing but the function's text says that the table has to be there first.
create table allowed (word text primary key, note text unique);
create function is_allowed(word text) returns boolean language sql stable
  as 'select not exists (select from allowed a where a.word = $1)';
create domain code as text check (is_allowed(value));
create table item (id int primary key, kind code default 'x', check (is_allowed(kind)));
create view kinds as select is_allowed(kind) from item;
