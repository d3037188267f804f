insert into t values ('ok', ('sad', 'ok'), '[ok,ok]', array[('sad', 'ok')::pair], '{[ok,ok]}', '{ok}');
