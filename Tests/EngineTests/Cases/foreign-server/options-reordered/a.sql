create foreign data wrapper one options (a 'x', b 'y');
create table t (a int) with (fillfactor = 80, autovacuum_enabled = false);
