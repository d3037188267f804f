insert into note values (1, 'glad'), (2, 'sad');
