create function now_or_never() returns int language plpgsql stable as 'begin return 1; end';
create function always_new() returns int language plpgsql volatile as 'begin return 1; end';
create domain bounded as int check (value > 0);
create sequence numbers;
create table t (id int primary key, known text, unknown text not null, proven text not null check (proven is not null),
  constant int not null default 7, moment timestamptz not null default now(), called int default now_or_never(),
  volatile int not null default always_new(), random float default random() * 2, own uuid default gen_random_uuid(),
  counted int not null default nextval('numbers'), identity int generated always as identity,
  computed int generated always as (id * 2) stored, bare text, wanted int not null, bounded_one bounded);
