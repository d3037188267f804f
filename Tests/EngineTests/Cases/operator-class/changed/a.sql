create schema s;
create type s.pair as (x int, y int);
create function s.lt(s.pair, s.pair) returns boolean language sql immutable return ($1).x < ($2).x;
create function s.le(s.pair, s.pair) returns boolean language sql immutable return ($1).x <= ($2).x;
create function s.eq(s.pair, s.pair) returns boolean language sql immutable return ($1).x = ($2).x;
create function s.ge(s.pair, s.pair) returns boolean language sql immutable return ($1).x >= ($2).x;
create function s.gt(s.pair, s.pair) returns boolean language sql immutable return ($1).x > ($2).x;
create function s.cmp(s.pair, s.pair) returns int language sql immutable return ($1).x - ($2).x;
create operator s.<# (function = s.lt, leftarg = s.pair, rightarg = s.pair);
create operator s.<=# (function = s.le, leftarg = s.pair, rightarg = s.pair);
create operator s.=# (function = s.eq, leftarg = s.pair, rightarg = s.pair);
create operator s.>=# (function = s.ge, leftarg = s.pair, rightarg = s.pair);
create operator s.># (function = s.gt, leftarg = s.pair, rightarg = s.pair);
create operator family s.family using btree;
create operator class s.ops for type s.pair using btree family s.family as
  operator 1 s.<#, operator 2 s.<=#, operator 3 s.=#, operator 4 s.>=#, operator 5 s.>#,
  function 1 s.cmp(s.pair, s.pair);
create table s.t (a s.pair);
create index t_a on s.t (a s.ops);
comment on operator class s.ops using btree is 'by the first';
comment on operator family s.family using btree is 'family';
