insert into p values ('ok'); insert into c values ('ok', 'sad');
