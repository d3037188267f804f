insert into ch values (2, 'x', 3);
