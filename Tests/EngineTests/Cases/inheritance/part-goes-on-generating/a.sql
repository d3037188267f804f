create table whole (a int, b int, c int generated always as (b * 2) stored) partition by range (a);
create table low partition of whole for values from (0) to (10);
create table high partition of whole for values from (10) to (20);
create table top (a int, b int generated always as (a * 2) stored);
create table heir (x int) inherits (top);
