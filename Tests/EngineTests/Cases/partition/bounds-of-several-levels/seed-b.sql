insert into whole select n / 2, 1 + n % 2 from generate_series(10, 39) n;
insert into user_of select a, b from whole;
