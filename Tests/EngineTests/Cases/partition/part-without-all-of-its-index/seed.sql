insert into half select n, n from generate_series(0, 19) n;
