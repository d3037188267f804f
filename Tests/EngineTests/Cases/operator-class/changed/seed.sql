insert into s.t values (row(1, 2)::s.pair);
