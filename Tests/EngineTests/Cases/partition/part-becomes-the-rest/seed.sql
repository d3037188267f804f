insert into whole select generate_series(1, 9);
