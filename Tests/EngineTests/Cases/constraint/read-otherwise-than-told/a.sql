create table entry (sort varchar(10), amount int, weight numeric, kind text);
create view large as select amount from entry;
create function rated(a int, b boolean default true) returns int language sql as 'select a';
create domain percent as int;
