create domain place as point check (value is not null or true);
alter domain place add constraint later check (value::text <> '') not valid;
create domain places as place[];
create type trip as (stops place[]);
create table plain (p place, more place[]);
