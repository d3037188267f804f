create type stroke;
create function stroke_in(cstring) returns stroke language internal immutable strict as 'textin';
create function stroke_out(stroke) returns cstring language internal immutable strict as 'textout';
create function stroke_send(stroke) returns bytea language internal immutable strict as 'textsend';
create type stroke (input = stroke_in, output = stroke_out, internallength = variable, send = stroke_send, storage = plain);
create table t (a stroke);
