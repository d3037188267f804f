create sequence s as smallint minvalue 100 start 150;
create sequence q increment -5 minvalue -100 maxvalue -10 start -20;
