create table t (a serial, b int);
create sequence s owned by t.b;
