create domain plain as text;
create domain filled as int default 1 not null constraint positive check (value > 0);
create domain gone as date;
