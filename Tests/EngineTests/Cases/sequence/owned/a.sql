create table t (a int, b serial);
create sequence s owned by t.a;
