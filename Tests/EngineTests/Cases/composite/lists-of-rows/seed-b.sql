insert into t values (1, row(1, 'x', 4), array[row(1,'x', 3)::r, null, row(2,'y', 3)::r]), (2, null, '{}'), (3, null, null);
