create table t (a date, b int, c int) partition by hash (a);
create statistics s on b, c from t;
create table u (a int, b int);
