create schema s;
alter default privileges in schema s grant usage on sequences to pg_signal_backend;
create table s.t (id int not null, n int not null);
