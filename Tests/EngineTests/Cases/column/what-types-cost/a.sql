create domain plain as text;
create domain short as varchar(10);
create domain bounded as int check (value > -1);
create table t (
  wider varchar(10), open varchar(10), text_like varchar(10), bounded_again text,
  precise numeric(8, 2), other_scale numeric(8, 2), no_scale numeric(8, 2),
  larger int, from_domain short, to_domain varchar(10), to_bounded int, plain_domain text,
  finer timestamp(3), coarser timestamp(6), bits bit varying(4), list varchar(5)[],
  checked varchar(10) check (checked <> ''), sorted text, keyed varchar(10) primary key
);
create index on t (wider);
create index on t (lower(text_like));
create index on t (sorted);
create view shown as select open from t;
