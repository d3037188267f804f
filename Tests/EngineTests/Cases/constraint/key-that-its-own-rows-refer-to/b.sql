create table t (id int not null, above int, x int not null default 1,
  constraint t_key primary key (id, x), constraint t_once unique (id),
  constraint below foreign key (above) references t (id));
comment on constraint t_key on t is 'what tells rows apart';
