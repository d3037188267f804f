create table event (at date) partition by range (at);
create table event_24 partition of event for values from ('2024-01-01') to ('2025-01-01');
