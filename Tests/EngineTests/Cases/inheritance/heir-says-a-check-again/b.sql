create function same(int) returns int immutable strict language plpgsql as $$ begin return $1; end $$;
create table top (a int, b int, constraint alike check (b = same(b)));
create table heir (constraint alike check (b = same(b)), constraint own check (a > b)) inherits (top);
create table low (c int, constraint alike check (b = same(b))) inherits (heir);
