create sequence s minvalue 1 start 1;
create sequence q increment 5 minvalue 10 maxvalue 100 start 20 cycle;
