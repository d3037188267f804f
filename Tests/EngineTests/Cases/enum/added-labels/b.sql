create type mood as enum ('worst', 'bad', 'ok', 'so', 'so so', 'fine', 'it''s best', 'most');
create table t (a mood default 'ok');
