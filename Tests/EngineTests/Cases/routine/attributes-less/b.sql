create function f() returns int language sql volatile as 'select 1';
