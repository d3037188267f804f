create table later (id date);
create table "Later Still" (id int);
create function inner_day() returns date language sql immutable as 'select max(id) from public.later';
create function day_of(b boolean) returns date language sql immutable as 'select public.inner_day() from public."Later Still"';
create table seen (n numeric, b text, d date, check (day_of(true) is null or n > 0));
create index seen_day on seen (n, (case when day_of(true) is null then 1 else 2 end));
