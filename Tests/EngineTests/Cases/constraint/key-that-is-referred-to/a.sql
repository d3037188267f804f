create table author (id int not null, name text not null, constraint author_key primary key (id));
create table post (id int primary key, author int references author);
create table note (id int primary key, author int not null,
  constraint by_whom foreign key (author) references author on delete cascade);
