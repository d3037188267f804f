create type mood as enum ('sad', 'ok', 'happy');
create table t (id int primary key, a mood not null default 'ok', b mood[] default '{ok,sad}', c text,
  check (a <> 'sad' or c is not null), unique (id, a), exclude using btree (a with =) where (c = 'x'));
create index i on t (a) where a = 'happy';
create index e on t (c, a desc) include (id);
create view v as select a, b from t where a > 'sad';
create view w as select * from v;
comment on view w is 'kept';
create materialized view m as select a, count(*) from t group by a;
create unique index mi on m (a);
create function f(x mood, y mood[] default '{ok}') returns mood language sql as 'select x';
create function g() returns table (m mood) language sql as 'select null::mood';
create function h() returns bigint language sql begin atomic select count(*) from t where a = 'ok'; end;
comment on column t.a is 'a';
comment on type mood is 'm';
