create type c as (a int, b int);
create type c2 as (c c, n int);
create domain dc as c;
create table t (id int, x c, y c[], z c2, w c2[], d dc);
