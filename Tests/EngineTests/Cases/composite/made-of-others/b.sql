create type zone as (x int, y int);
create type area as (first zone, second zone, note text);
create type plain as (a int, whole area);
