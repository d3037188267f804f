create table whole (a int, b int, c int) partition by range (a);
create table low (a int, b int, c int generated always as (b * 2) stored);
create table high (a int, b int, c int);
alter table whole attach partition low for values from (0) to (10);
alter table whole attach partition high for values from (10) to (20);
create table top (a int, b int);
create table heir (a int, b int generated always as (a * 2) stored, x int);
alter table heir inherit top;
