insert into t values (1, 'x', 'c');
insert into p values (1, 'x');
insert into h1 values (1, 'y');
