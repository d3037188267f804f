create function f(text) returns text language internal immutable strict as 'upper';
