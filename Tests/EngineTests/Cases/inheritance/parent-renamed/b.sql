create table street (name text, path path);
create table highway (lanes int) inherits (street);
create table tunnel (depth int, name text) inherits (street);
