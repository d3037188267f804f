insert into t values ('x','{x,y}');
