create type gone;
create type defined;
