create table t (id int);
create table u (id int);
revoke insert, delete on u from current_user;
