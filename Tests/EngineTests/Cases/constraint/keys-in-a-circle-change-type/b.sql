create table a (id bigint primary key, b bigint);
create table b (id bigint primary key, a bigint references a on delete cascade);
alter table a add foreign key (b) references b deferrable;
create function f() returns bigint language sql as 'select 1::bigint';
create table x (v bigint default f(), check (f() > 1));
