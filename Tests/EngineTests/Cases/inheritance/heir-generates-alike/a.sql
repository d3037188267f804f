create table one (a int, b int generated always as (a * 2) stored);
