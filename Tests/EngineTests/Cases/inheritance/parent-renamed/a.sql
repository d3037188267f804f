create table road (name text, path path);
create table highway (lanes int) inherits (road);
create table tunnel (depth int, name text) inherits (road);
