create table seen (n numeric, b text);
