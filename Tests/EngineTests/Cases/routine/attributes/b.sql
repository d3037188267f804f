create function f(a int, b text) returns setof int language plpgsql immutable leakproof strict
  security definer parallel safe cost 7 rows 5
  set search_path to public, pg_temp, "Odd ""name"", really" set work_mem to '4MB'
  set "my.own" to 'a, b' set temp_tablespaces to ''
  as $$ begin return next a; end $$;
