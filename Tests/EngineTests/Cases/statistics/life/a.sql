create table t (a int, b int, c text);
create statistics gone on a, b from t;
create statistics changed (ndistinct) on a, b from t;
create statistics targeted on a, c from t;
alter statistics targeted set statistics 50;
