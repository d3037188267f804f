insert into whole (a, b) select n, n from generate_series(0, 29) n;
insert into whole (a, b) values (null, 'nowhere else');
