insert into line values (1, 2);
