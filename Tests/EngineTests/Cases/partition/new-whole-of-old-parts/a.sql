create function touch() returns trigger language plpgsql as $$ begin return new; end $$;
create table kind (name text primary key);
create table old_whole (kind text, n int) partition by list (kind);
create table part partition of old_whole for values in ('one');
create trigger touched before update on old_whole for each row execute function touch();
create trigger counted after update on old_whole for each statement execute function touch();
