create domain plain as text;
create domain short as varchar(10);
create domain bounded as int check (value > -1);
create table t (
  wider varchar(20), open varchar, text_like text, bounded_again varchar(5),
  precise numeric(10, 2), other_scale numeric(10, 3), no_scale numeric,
  larger bigint, from_domain varchar(10), to_domain short, to_bounded bounded, plain_domain plain,
  finer timestamp(6), coarser timestamp(3), bits bit varying(8), list text[],
  checked varchar(20) check (checked <> ''), sorted text collate "C", keyed text primary key
);
create index on t (wider);
create index on t (lower(text_like));
create index on t (sorted);
create view shown as select open from t;
