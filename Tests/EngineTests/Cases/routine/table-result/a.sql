create function f() returns table (a int, b text) language sql as $$ select 1, 'x' $$;
create function g(out a int, out b text) language sql as $$ select 1, 'x' $$;
create function h(inout a int) language sql as $$ select 1 $$;
