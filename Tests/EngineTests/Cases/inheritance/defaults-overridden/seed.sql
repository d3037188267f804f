insert into top default values;
