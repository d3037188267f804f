create domain moment as timestamp;
create table entry (id int primary key, at timestamp not null default now(), seen timestamptz, exact timestamp(3), named moment);
create index entry_at on entry (at);
