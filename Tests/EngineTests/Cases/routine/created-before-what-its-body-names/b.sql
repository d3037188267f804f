create table zebra (a int);
create function count_zebras() returns bigint language sql as $$ select count(*) from zebra $$;
create function typed() returns void language plpgsql as $$ declare z zebra; begin z.a := 1; end $$;
create table apple (n bigint default count_zebras());
