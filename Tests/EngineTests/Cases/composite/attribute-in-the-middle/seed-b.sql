insert into t values ((2, 'a', 3));
