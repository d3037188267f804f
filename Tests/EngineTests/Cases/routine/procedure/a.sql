create procedure p(a int, inout b text) language plpgsql as $$ begin b := a::text; end $$;
create procedure q(a int, out b text) language plpgsql as $$ begin b := a::text; end $$;
comment on procedure q is 'hello';
create procedure gone() language sql as 'select 1';
