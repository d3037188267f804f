insert into t values (1, row(5, 1, 'x'), array[row(7, 1,'x')::r, null, row(8, 2,'y')::r], row(1,2), array[row(1,2)::c]), (2, null, '{}', null, '{}'), (3, null, null, null, null);
