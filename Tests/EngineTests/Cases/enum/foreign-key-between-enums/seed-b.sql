insert into moods values ('ok'); insert into t values ('ok');
