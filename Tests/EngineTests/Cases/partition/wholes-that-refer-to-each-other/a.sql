create table one (kind text, name text, unique (kind, name)) partition by list (kind);
create table one_a partition of one for values in ('a');
create table two (kind text, name text, unique (kind, name)) partition by list (kind);
create table two_a partition of two for values in ('a');
alter table two add constraint to_one foreign key (kind, name) references one (kind, name);
alter table one add constraint to_two foreign key (kind, name) references two (kind, name) deferrable initially deferred;
