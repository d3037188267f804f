insert into r values (1, 'q');
insert into t values (1, row(1, 'x'), array[row(1,'x')::r, null, row(2,'y')::r]), (2, null, '{}'), (3, null, null);
