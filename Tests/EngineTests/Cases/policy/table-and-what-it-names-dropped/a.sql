create table t (a int);
create table u (a int);
create policy p on t using (exists (select from u where u.a = t.a));
create policy q on u using (exists (select from t where u.a = t.a));
