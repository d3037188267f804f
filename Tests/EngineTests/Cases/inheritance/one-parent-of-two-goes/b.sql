create table road (name text);
create table path (name text, width int);
create table both_of (width int, lanes int) inherits (road);
