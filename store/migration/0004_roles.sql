-- The three locks' second: tepat_serve reads published figures and nothing of people.
-- On a shared server an administrator may have made the role before.
do $$
begin
	if not exists (select from pg_roles where rolname = 'tepat_serve') then
		create role tepat_serve nologin;
	end if;
	-- A server that connects as the owner steps down to this role.
	if not pg_has_role('tepat_serve', 'member') then
		grant tepat_serve to current_user;
	end if;
exception when insufficient_privilege then
	raise exception 'the role tepat_serve is missing, or not granted to %', current_user
		using hint = format('ask an administrator for: create role tepat_serve nologin; grant tepat_serve to %I', current_user);
end $$;
revoke all on schema register, place from public;
grant usage on schema published to tepat_serve;
grant select on all tables in schema published to tepat_serve;
alter default privileges in schema published grant select on tables to tepat_serve;
