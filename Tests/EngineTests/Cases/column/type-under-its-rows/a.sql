create table part (id int primary key, size int, note text);
create function weight(part) returns int language sql immutable return 1;
create function told(p part) returns text language sql immutable as $$ select p.note $$;
create view parts as select id, null::part as empty from part;
create table box (
  id int primary key, first part, size int default weight(null::part), check (weight(null::part) > 0));
create index on box ((weight(null::part)));
create index on box ((first is null));
create policy none on box using (null::part is null);
create view boxes as select id, first from box;
create function touched() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger touch before insert on box for each row when (null::part is null) execute function touched();
create materialized view stock as select null::part as p;
