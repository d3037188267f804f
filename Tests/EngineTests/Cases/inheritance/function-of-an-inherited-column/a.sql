create table above (a int, b text);
create table below (e int) inherits (above);
create function told(x text) returns text language sql begin atomic select b from below where x is null; end;
