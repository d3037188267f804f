insert into t values ('ok');
