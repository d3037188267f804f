create schema s;
create operator family s.family using btree;
alter operator family s.family using btree add
  operator 1 < (int4, int2), operator 3 = (int4, int2), function 1 (int4, int2) btint42cmp(int4, int2);
create operator family s.gone using hash;
create operator family s.near using gist;
alter operator family s.near using gist add operator 15 <-> (point, point) for order by float_ops;
