create table unrelated (a int);
