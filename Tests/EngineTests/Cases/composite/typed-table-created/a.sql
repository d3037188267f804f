create type place as (x int, y text);
