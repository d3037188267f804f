create table one (kind text, name text, unique (kind, name));
create table one_a (kind text, name text);
create table two (kind text, name text, unique (kind, name));
create table two_a (kind text, name text);
alter table two add constraint to_one foreign key (kind, name) references one (kind, name);
alter table one add constraint to_two foreign key (kind, name) references two (kind, name) deferrable initially deferred;
