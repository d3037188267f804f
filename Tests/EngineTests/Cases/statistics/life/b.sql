create table t (a bigint, b int, c text);
create statistics changed (ndistinct, mcv) on a, b, (lower(c)) from t;
create statistics targeted on a, c from t;
create statistics "Odd" (dependencies) on b, c from t;
alter statistics "Odd" set statistics 0;
comment on statistics "Odd" is 's';
