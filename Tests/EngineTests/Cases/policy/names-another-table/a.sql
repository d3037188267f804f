create table t (a int, b int);
create table members (who text, a int);
create view seen as select a from members where who = current_user;
create function may(int) returns boolean language sql stable as 'select true';
create policy p on t using (a in (select a from seen) and may(b));
