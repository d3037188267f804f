create table target (id int primary key);
create table whole (id int not null, day int, n int, primary key (id, day), check (n > -1),
  constraint target foreign key (id) references target) partition by range (day);
create table low partition of whole for values from (minvalue) to (10);
create table high partition of whole for values from (10) to (maxvalue);
create index on whole (n);
