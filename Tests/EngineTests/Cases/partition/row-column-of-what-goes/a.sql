create schema app;
create table app.whole (g uuid, f int) partition by list (f);
create table log partition of app.whole for values in (30);
create table rows (c int not null, id log) partition by list (c);
create table rows_other partition of rows default partition by range (c);
