create function add(int, int) returns int language sql immutable as 'select $1 + $2';
create function sub(int, int) returns int language sql immutable as 'select $1 - $2';
create function fin(int) returns text language sql immutable as 'select $1::text';
create aggregate total(int) (sfunc = add, stype = int, sspace = 8, initcond = '0', combinefunc = add,
  msfunc = add, minvfunc = sub, mstype = int, msspace = 16, minitcond = '1', sortop = >, parallel = safe);
create aggregate all_rows(*) (sfunc = int8inc, stype = bigint, initcond = '5');
create aggregate shown(int) (sfunc = add, stype = int, finalfunc = fin, finalfunc_modify = shareable);
comment on aggregate shown(int) is 'as text';
