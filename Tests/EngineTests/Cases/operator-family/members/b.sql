create schema s;
create operator family s.family using btree;
alter operator family s.family using btree add
  operator 1 <= (int4, int2), operator 4 >= (int4, int2), function 1 (int4, int8) btint48cmp(int4, int8);
create operator family s.near using gist;
alter operator family s.near using gist add operator 3 <-> (point, point) for order by float_ops;
create operator family s."Hash" using hash;
