insert into t values ('fine');
