create table staff (name text primary key, may_read boolean not null);
create table document (id int, owner text);
alter table document enable row level security;
create policy readers on document for select using ((select may_read from staff where name = current_user));
create policy writers on document for insert with check ((select not may_read from staff where name = current_user));
create policy others on document for update using ((with s as (select may_read from staff) select may_read from s limit 1));
