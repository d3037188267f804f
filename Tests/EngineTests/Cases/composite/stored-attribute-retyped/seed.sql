insert into t values (1, (2, 3), array[(4, 5)::place], ((1,2),(3,4)));
