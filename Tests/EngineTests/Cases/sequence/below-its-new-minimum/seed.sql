select nextval('s');
select nextval('q');
