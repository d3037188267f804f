create type named;
comment on type named is 'n';
create type defined;
create function defined_in(cstring) returns defined language internal immutable strict as 'textin';
create function defined_out(defined) returns cstring language internal immutable strict as 'textout';
create type defined (input = defined_in, output = defined_out, internallength = variable);
