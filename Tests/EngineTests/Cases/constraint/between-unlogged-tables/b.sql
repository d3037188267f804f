create table z (id serial primary key, self int references z);
create table a (z_id int references z);
create table m (a_id int, z_id int primary key references z);
