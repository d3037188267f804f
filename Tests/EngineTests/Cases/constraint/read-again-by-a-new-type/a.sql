create table t (a int, b varchar(10), c text, constraint k1 check (a between 1 and 9 and c <> ''),
  constraint k2 check (b in ('x', 'y')));
create index i on t (b) where b in ('x', 'y');
create unique index i2 on t ((a between 1 and 5 and c <> ''));
create statistics st on (b in ('x', 'y')), a from t;
create table p (a int, b varchar(10), check (b in ('x', 'y'))) partition by range (a);
create table p1 partition of p for values from (1) to (5);
create table h (a int, b varchar(10), check (b in ('x', 'y') and a between 1 and 3));
create table h1 () inherits (h);
