create type mark;
create function mark_in(cstring) returns mark language internal immutable strict as 'textin';
create function mark_out(mark) returns cstring language internal immutable strict as 'textout';
create type mark (input = mark_in, output = mark_out, internallength = variable);
create table t (a mark);
