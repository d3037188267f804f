-- prints: sql(set): SET standard_conforming_strings = on
-- prints: sql(let): let me be SQL
-- prints: sql(create): create table a (b int /* c; */)
-- prints: \restrict ["abc"]
-- prints: sql(copy): COPY public.t (a) FROM stdin
-- prints: data: 1|print 2|$[x]
-- prints: sql(if): if this = '${not} a hole' then $[1] {
-- prints: sql(select): select 1
-- prints: sql(select): select 2
SET standard_conforming_strings = on;
let me be SQL;
create table a (b int /* c; */);;
\restrict abc
COPY public.t (a) FROM stdin;
1
print 2
$[x]
\.
if this = '${not} a hole' then $[1] {;
select 1; select 2
