create type mood as enum ('sad', 'ok', 'happy');
create domain good as mood check (value <> 'sad') default 'ok';
create type pair as (l mood, r good);
create type moods as range (subtype = mood);
create table t (a good, b pair, c moods, d pair[], e moods_multirange, f good[]) ;
