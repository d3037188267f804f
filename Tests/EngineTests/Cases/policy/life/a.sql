create table t (a int, b text);
alter table t enable row level security;
create policy gone on t;
create policy changed on t for update to pg_monitor, pg_read_all_data using (a > 1) with check (a > 2);
create policy narrower on t using (a > 1) with check (a > 1);
create policy kind on t as permissive for select using (true);
