insert into t values (1, 'x'); refresh materialized view m; refresh materialized view n;
