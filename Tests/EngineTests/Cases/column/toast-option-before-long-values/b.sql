create table note (id int, body text) with (fillfactor = 80, toast.autovacuum_enabled = false);
create table other (id int, body text) with (toast.autovacuum_enabled = false);
