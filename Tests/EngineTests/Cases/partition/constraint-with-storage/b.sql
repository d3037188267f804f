create table event (at date, id int, other int) partition by range (at);
create table event_24 partition of event for values from ('2024-01-01') to ('2025-01-01');
alter table event add constraint event_key unique (at, id) include (other) deferrable initially deferred;
alter table event add constraint plain_key unique (at, other) with (fillfactor = 70);
create table fresh (at date unique with (fillfactor = 50)) partition by range (at);
