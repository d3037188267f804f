create access method one type index handler hashhandler;
create access method "Three" type table handler heap_tableam_handler;
create table t (id int) using "Three";
comment on access method one is 'hash by another name';
