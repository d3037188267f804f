create type plain as (a int);
