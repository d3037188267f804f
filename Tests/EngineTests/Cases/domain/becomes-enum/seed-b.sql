insert into t values ('y');
