create table event (id int not null, day date not null, note text) partition by range (id);
create table early partition of event for values from (0) to (10) partition by range (day);
create table early_2020 partition of early for values from ('2020-01-01') to ('2021-01-01');
create table early_2021 partition of early for values from ('2021-01-01') to ('2022-01-01');
create table late partition of event for values from (10) to (20);
