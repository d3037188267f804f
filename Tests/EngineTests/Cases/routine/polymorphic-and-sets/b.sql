create function f(anyelement, variadic anyarray) returns setof anyelement language sql rows 3 as 'select $1';
