create type label;
create function label_in(cstring) returns label language internal immutable strict as 'textin';
create function label_out(label) returns cstring language internal immutable strict as 'textout';
create type label (input = label_in, output = label_out, internallength = variable, storage = extended);
create table t (id int, a label, b label[]);
