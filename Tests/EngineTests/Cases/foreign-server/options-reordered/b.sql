create foreign data wrapper one options (b 'z', c 'y', a 'x');
create table t (a int) with (autovacuum_enabled = false, fillfactor = 80);
