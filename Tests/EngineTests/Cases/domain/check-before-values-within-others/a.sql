create domain place as point;
create table plain (p place);
