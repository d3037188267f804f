create sequence s;
create domain d as bigint default nextval('s');
create table t (a d);
