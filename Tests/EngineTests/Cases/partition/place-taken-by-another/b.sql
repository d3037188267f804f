create table event (at int, a int, b text) partition by range (at);
create table other partition of event for values from (1) to (10);
create table event_1 (at int, b text, a int generated always as (at + 1) stored);
