create type pair as (x int, y int);
create function from_pair(internal) returns internal language internal immutable strict as 'prsd_lextype';
create function to_pair(internal) returns pair language internal immutable strict as 'record_in';
create transform for pair language plpgsql (from sql with function from_pair(internal), to sql with function to_pair(internal));
comment on transform for pair language plpgsql is 'both ways';
