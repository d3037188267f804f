create table t (id int, at date not null) partition by list (at);
create publication p for table t;
