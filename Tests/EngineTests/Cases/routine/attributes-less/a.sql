create function f() returns int language sql stable parallel restricted cost 3.5 set datestyle to 'ISO, DMY'
  as 'select 1';
