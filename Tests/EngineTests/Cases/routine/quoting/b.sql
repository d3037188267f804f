create schema "My Schema";
create function "My Schema"."F x"("A b" int, "select" text default 'it''s')
  returns text language sql as $a$ select $$it's \ "$1" $body$ $$ || "select" $a$;
create function ends_in_dollar() returns text language sql as 'select ''a'' as x$';
create procedure "Odd; name"() language sql as $$ select ';' $$;
