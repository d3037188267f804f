create table whole (a int, b text) partition by list (a);
create table one partition of whole for values in (1, 4);
create table two partition of whole for values in (3, 2);
create rule keep as on delete to one do instead nothing;
