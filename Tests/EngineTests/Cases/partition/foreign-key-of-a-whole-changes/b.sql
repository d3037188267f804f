create table author (id int primary key);
create table post (id int, author int, constraint by_whom foreign key (author) references author on delete cascade, day int) partition by range (day);
create table post_1 partition of post for values from (0) to (100000);
create table post_2 partition of post for values from (100000) to (200000) partition by list (id);
create table "post 2 rest" partition of post_2 default;
