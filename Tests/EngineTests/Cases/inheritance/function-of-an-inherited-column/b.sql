create table above (a int, c text);
create table below (e int) inherits (above);
create function told(x text) returns text language sql begin atomic select c from below where x is null; end;
