create view a as select 1 as x;
create view b as select x from a;
