create function f(anyelement, variadic anyarray) returns anyelement language sql as 'select $1';
