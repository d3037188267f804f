insert into t values (1, row(1,2), array[row(1,2)::c, row(3,4)::c], row(row(1,2)::c, 9), array[row(row(1,2)::c, 9)::c2], row(1,2)::c);
