-- error 3:8: this text has no end
select 1;
select 'abc;
