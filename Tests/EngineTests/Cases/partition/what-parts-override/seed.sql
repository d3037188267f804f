insert into p values (1,'x',5),(2,'y',6);
