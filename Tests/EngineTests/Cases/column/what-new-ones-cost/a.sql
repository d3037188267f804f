create function now_or_never() returns int language plpgsql stable as 'begin return 1; end';
create function always_new() returns int language plpgsql volatile as 'begin return 1; end';
create domain bounded as int check (value > 0);
create sequence numbers;
create table t (id int primary key, known text not null, unknown text, proven text check (proven is not null));
