create type role as enum ('reader', 'author', 'editor');
create table author (
  id bigint generated always as identity primary key,
  email text not null unique,
  name text not null,
  role role not null default 'reader',
  born date,
  check (email like '%@%'));
create index on author (lower(name));
create table post (
  id bigint generated always as identity primary key,
  author_id bigint not null references author on delete cascade,
  title text not null,
  body text,
  published timestamptz);
create unique index one_title on post (author_id, lower(title)) where published is not null;
create view published_post as select * from post where published is not null;
comment on table author is 'Who writes';
