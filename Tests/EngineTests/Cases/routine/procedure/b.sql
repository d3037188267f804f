create procedure p(a int, inout b text) language plpgsql security definer set work_mem = '1MB' as $$ begin b := a::text || 'x'; end $$;
create procedure q(a int, out c text) language plpgsql as $$ begin c := a::text; end $$;
comment on procedure q is 'hello';
