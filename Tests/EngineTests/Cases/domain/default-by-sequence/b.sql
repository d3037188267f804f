create sequence s2;
create domain d as bigint default nextval('s2');
create table t (a d);
