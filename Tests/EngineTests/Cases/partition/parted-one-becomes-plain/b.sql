create table event (id int not null, day date not null, note text) partition by range (id);
create index event_day on event (day);
create table early partition of event for values from (0) to (10);
create table late partition of event for values from (10) to (20);
