create collation two (locale = 'C.UTF-8');
create table t (a text collate two, b text collate two, c text);
