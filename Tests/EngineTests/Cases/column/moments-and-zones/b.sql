create domain moment as timestamp;
create table entry (id int primary key, at timestamptz not null default now(), seen timestamp, exact timestamptz(3), named timestamptz);
create index entry_at on entry (at);
