create function f(anyelement, anyarray default '{}') returns anyelement language sql as 'select $1';
