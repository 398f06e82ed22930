-- What a person of the family consumes, where a file brings it.
alter table register.household add column consumption integer check (consumption between 10000 and 1000000000); -- rupiah a month

-- A record goes to the past as it stands, and until stands behind it.
drop view register.welfare;
alter table register.household_past drop constraint household_past_pkey;
alter table register.household_past rename until to ended;
alter table register.household_past add column consumption integer, add column until date;
update register.household_past set until = ended;
alter table register.household_past
	drop column ended,
	alter until set not null,
	add primary key (h3, id, h3p, since, until);

-- (registry, release date, desil) of every family, now and before.
create view register.welfare with (security_invoker = true) as
	select family, registry, since as release_date, null::date as until, desil from register.household
	union all
	select family, registry, since, until, desil from register.household_past;
