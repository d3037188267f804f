create type z as (x int);
create type y as (n int, z z, m int, zs z[]);
create type x as (y y, t text);
create domain w as x;
create type a as (w w, v text);
