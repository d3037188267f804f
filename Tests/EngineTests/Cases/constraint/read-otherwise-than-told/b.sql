-- What is told of these is read as another tree, which means the same.
create table entry (
  sort varchar(10) default 'new' check (sort in ('new', 'old')),
  amount int check (amount between 1 and 10 and amount <> 3),
  weight numeric check (weight in (1, 2) or weight not between 5 and 6),
  kind text,
  is_rare boolean generated always as (amount between 8 and 10 and weight > 3) stored,
  constraint no_triple check ((amount, weight, kind) is distinct from (1, 2, '(ARRAY[x])::text[]')));
create index few on entry (amount) where sort in ('new', '((a AND b) AND c)') and weight > 1;
create view large as
  select amount, sort not in ('old', 'it''s') as is_new from entry
  where amount between 5 and 10 and weight > 2;
create materialized view small as
  select amount from entry where amount not between 5 and 10 or sort like any (array['a%', sort]);
alter table entry enable row level security;
create policy few on entry using (amount between 1 and 9 and weight > 0) with check (sort in ('a', 'b'));
create function touched() returns trigger language plpgsql as 'begin return new; end';
create trigger touch before update on entry for each row
  when (old.amount between 1 and 9 and new.sort in ('a', 'b')) execute function touched();
create rule keep as on delete to entry where old.amount between 1 and 9 and old.weight > 0
  do instead nothing;
create function rated(a int, b boolean default (1 between 0 and 2 and true)) returns int
  language sql as 'select a';
create function is_rated(a int) returns boolean language sql
  begin atomic select a between 1 and 9 and a <> 5; end;
create domain percent as int default 7 check (value between 0 and 100 and value <> 50);
create table parted (a int, b int) partition by list ((b between 0 and 10 and a >= 0));
create table parted_in partition of parted for values in (true);
create statistics spread on (amount between 1 and 9 and weight > 0), sort from entry;
create publication news for table entry where (amount between 1 and 9 and weight > 0);
