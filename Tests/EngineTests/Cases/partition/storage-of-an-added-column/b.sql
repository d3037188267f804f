create table event (at date, body text, kind text) partition by range (at);
create table event_24 partition of event for values from ('2024-01-01') to ('2025-01-01');
alter table event alter column body set storage external;
alter table only event_24 alter column body set storage plain;
alter table only event_24 alter column kind set statistics 50;
alter table only event_24 alter column kind set (n_distinct = 7);
