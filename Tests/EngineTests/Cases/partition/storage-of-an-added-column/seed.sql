insert into event values ('2024-02-03');
