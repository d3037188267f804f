create domain plain as text default 'x' not null constraint short check (length(value) < 10) constraint not_bad check (value <> 'bad');
create domain filled as int;
create domain shown as varchar(20) collate "C" default 'a'::varchar constraint c check (value <> '');
comment on domain shown is 'd';
comment on constraint c on domain shown is 'c';
