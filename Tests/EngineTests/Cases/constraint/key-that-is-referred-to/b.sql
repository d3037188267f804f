create table author (id int not null, name text not null, constraint author_key primary key (id, name),
  unique (id));
create table post (id int primary key, author int references author (id));
create table note (id int primary key, author int not null,
  constraint by_whom foreign key (author) references author (id) on delete cascade);
