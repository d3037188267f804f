create function f(text) returns text language internal immutable strict as 'lower';
create function g(internal) returns internal language internal strict as 'numeric_support';
create function h(text) returns text language internal immutable strict support g as 'lower';
