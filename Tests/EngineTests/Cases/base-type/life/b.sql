create schema s;
create type s.stroke;
create function s.stroke_in(cstring) returns s.stroke language internal immutable strict as 'textin';
create function s.stroke_out(s.stroke) returns cstring language internal immutable strict as 'textout';
create type s.stroke (input = s.stroke_in, output = s.stroke_out, internallength = variable, alignment = int4,
  storage = extended, category = 'S', preferred = false, default = 'it''s', delimiter = ';', collatable = true);
create table s.t (a s.stroke default 'x', b s.stroke[]);
comment on type s.stroke is 'l';
