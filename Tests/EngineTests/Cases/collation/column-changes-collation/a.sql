create collation one (locale = 'C');
create collation two (locale = 'C.UTF-8');
create table t (a text, b text collate one, c text collate "C");
