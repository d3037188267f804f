insert into whole (a, b) select n, n % 3 from generate_series(0, 40) n;
insert into whole (a, b) values (null, 'nowhere else');
