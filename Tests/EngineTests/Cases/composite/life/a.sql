create type place as (x int, y int);
create type gone as (a text);
create type nothing as ();
