create schema s;
create table t (id int primary key, a text, b text);
create table u (id int primary key, c text);
create table s.x (id int primary key);
create publication one for table t (id, a), u where (c > 'x') with (publish = 'insert, update');
create publication everything for all tables;
create publication by_schema for tables in schema s;
create publication gone for table u;
comment on publication one is 'one';
