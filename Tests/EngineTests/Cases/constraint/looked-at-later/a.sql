create table parent (id int primary key, code text, kind int, n int, constraint changed check (n > 0));
create table child (id int, parent int, code text, at tstzrange,
  constraint moved foreign key (parent) references parent);
create table heir () inherits (parent);
