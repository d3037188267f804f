create type mood as enum ('glad', 'sad');
create table t (id int, mood mood default 'sad');
create rule first as on update to t where old.mood is not null do also nothing;
create rule second as on delete to t do instead nothing;
