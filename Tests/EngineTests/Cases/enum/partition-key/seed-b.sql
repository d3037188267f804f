insert into t values ('ok', 1), ('happy', 2);
