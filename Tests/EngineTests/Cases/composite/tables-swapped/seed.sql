insert into t values (1, 'b');
insert into u values ('2024-01-01', 2);
