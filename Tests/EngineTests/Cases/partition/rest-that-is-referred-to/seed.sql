insert into p values (1, null, 'x'), (15, 1, 'y'), (30, 15, 'z'), (35, 30, 'q');
insert into r values (15, 30), (1, 15), (30, 1);
insert into q values (15), (30), (35);
insert into gone values (15);
insert into made values (30);
