insert into t values (1, row(1, 'x'), array[row(1,'x')::r, null, row(2,'y')::r], row(1,2), array[row(1,2)::c]), (2, null, '{}', null, '{}'), (3, null, null, null, null);
