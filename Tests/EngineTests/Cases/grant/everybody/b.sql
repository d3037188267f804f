create type mood as enum ('sad', 'ok');
create type tone as enum ('low', 'high');
revoke usage on type tone from public;
