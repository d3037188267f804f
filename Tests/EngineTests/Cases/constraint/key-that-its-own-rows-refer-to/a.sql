create table t (id int not null, above int, x int not null default 1,
  constraint t_key primary key (id), constraint below foreign key (above) references t);
