create function f(anyelement, anyarray default '{1}') returns setof anyelement language sql rows 3 as 'select $1';
