insert into t values ('ok', 1);
