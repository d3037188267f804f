create table t (a date, b int, c int) partition by list (a);
create statistics s on a, b from t;
create table u (a int, b int);
