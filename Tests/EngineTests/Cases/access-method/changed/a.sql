create access method one type index handler bthandler;
create access method two type table handler heap_tableam_handler;
comment on access method one is 'btree by another name';
