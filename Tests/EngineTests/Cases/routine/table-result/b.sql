create function f() returns table (a int, b text, c date) language sql as $$ select 1, 'x', now()::date $$;
create function g(out a int, out bb text) language sql as $$ select 1, 'x' $$;
create function h(inout a int, out b int) language sql as $$ select 1, 2 $$;
