create type mood as enum ('sad', 'ok');
create table p (a mood);
create table c (b mood default 'sad', g boolean generated always as (b = 'ok') stored) inherits (p);
create policy own on p using (a = 'ok');
create function f() returns trigger language plpgsql as 'begin return new; end';
create trigger x before update of a on p for each row when (new.a = 'ok') execute function f();
create rule r as on insert to p where new.a = 'sad' do instead nothing;
create statistics s on a, b from c;
