create function same(int) returns int immutable strict language plpgsql as $$ begin return $1; end $$;
