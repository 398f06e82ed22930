-- The three locks' second: tepat_serve reads published figures and nothing of people.
do $$
begin
	if not exists (select from pg_roles where rolname = 'tepat_serve') then
		create role tepat_serve nologin;
	end if;
end $$;
revoke all on schema register, place from public;
grant usage on schema published to tepat_serve;
grant select on all tables in schema published to tepat_serve;
alter default privileges in schema published grant select on tables to tepat_serve;
