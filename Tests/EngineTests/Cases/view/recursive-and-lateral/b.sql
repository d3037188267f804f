create table t (id bigint primary key, parent bigint, name text);
create recursive view tree (id, depth, path) as select id, 0, array[id] from t where parent is null
  union all select t.id, depth + 1, path || t.id from t join tree on t.parent = tree.id;
create view grouped as select id, name, count(*), max(parent) from t group by id;
