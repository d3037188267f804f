insert into t values ('x', 'y', 'a', 'z');
