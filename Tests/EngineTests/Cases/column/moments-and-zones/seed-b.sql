insert into entry values (1, now(), now(), now(), now()), (2, now(), null, null, null);
