create table parent (id int primary key, code text, kind int, n int, constraint changed check (n > -1),
  constraint once unique (code) include (n), constraint later unique nulls not distinct (kind) deferrable initially deferred,
  check (kind < 100000) no inherit, check (code <> 'x'));
create table child (id int primary key, parent int, code text, at tstzrange,
  constraint moved foreign key (parent) references parent on delete cascade,
  foreign key (code) references parent (code), exclude using gist (at with &&));
create table heir () inherits (parent);
create table fresh (id int primary key, parent int references parent, check (id > 0));
create index on fresh (parent);
comment on constraint once on parent is 'one of a kind';
