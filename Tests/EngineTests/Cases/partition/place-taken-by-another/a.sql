create table event (at int, a int, b text) partition by range (at);
create table event_1 partition of event for values from (1) to (10);
create table other (at int, b text, a int generated always as (at + 1) stored);
