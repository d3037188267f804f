create table t (a int, b text);
alter table t force row level security;
create policy changed on t for update using (a > 3) with check (b <> 'it''s');
create policy narrower on t using (a > 1);
create policy kind on t as restrictive for all to current_user using (true);
create policy "Odd name" on t for insert to pg_monitor with check (b = current_user);
comment on policy "Odd name" on t is 'p';
