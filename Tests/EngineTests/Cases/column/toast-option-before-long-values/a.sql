create table note (id int) with (fillfactor = 80);
