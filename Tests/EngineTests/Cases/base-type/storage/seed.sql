insert into t values (1, 'x', '{y,z}');
