create type place as (x int, y int, z numeric(10,2), "A name" text collate "C");
create type shown as (a text, b place[]);
comment on type shown is 't';
comment on column shown.a is 'a';
