insert into t values ('ok', null);
