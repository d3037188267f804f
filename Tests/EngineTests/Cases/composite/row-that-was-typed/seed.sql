insert into i values (1, row(1, 'a'));
