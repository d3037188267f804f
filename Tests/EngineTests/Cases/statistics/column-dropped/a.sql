create table t (a int, b int, c text);
create statistics s on a, b, c from t;
create statistics gone on a, b from t;
