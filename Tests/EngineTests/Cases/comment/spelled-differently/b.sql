-- One character in two spellings: the same to a reader, two texts to PostgreSQL.
create type mood as enum ('café', 'b');
create foreign data wrapper wrapper options (host 'café');
create table plain (name text default 'café' check (name <> 'xé'));
comment on table plain is 'café';
create table named ("namé" text unique);
comment on column named."namé" is 'x';
create table referring (id text constraint refers references named ("namé"));
create view shown as select 'café'::text as word;
create function says() returns text language sql as $$ select 'café' $$;
create text search dictionary words (template = simple, accept = false);
