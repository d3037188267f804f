begin;
insert into one values ('a', 'x'), ('a', 'y');
insert into two values ('a', 'x'), ('a', 'y');
commit;
