create function touch() returns trigger language plpgsql as $$ begin return new; end $$;
create table kind (name text primary key);
create table new_whole (kind text references kind, n int) partition by list (kind);
create table part partition of new_whole for values in ('one');
create trigger touched before update on new_whole for each row execute function touch();
create trigger counted after update on new_whole for each statement execute function touch();
