insert into t values (1, 'sad', '{ok,happy}', 'z'), (2, 'happy', null, null);
