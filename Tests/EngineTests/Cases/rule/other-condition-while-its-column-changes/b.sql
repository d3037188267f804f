create type mood as enum ('sad', 'glad');
create table t (id int, mood mood default 'sad');
create rule second as on update to t where old.mood is not null do also nothing;
create rule first as on delete to t do instead nothing;
