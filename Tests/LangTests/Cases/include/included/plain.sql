select 1;
let this be SQL;
