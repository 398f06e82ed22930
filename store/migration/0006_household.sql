-- A register in two thirds of the bytes, for writing them is most of an import:
-- what the registry's flags say stands once for all records that say the same,
-- what is personal is sealed together, and one index serves both keys.

-- What a registry's flags say of programmes: a few hundred answers for all records.
create table register.flags (
	id           integer primary key,
	receives     text[] not null,                      -- programme ids, sorted
	receives_not text[] not null,
	unique (receives, receives_not)
);
insert into register.flags
select row_number() over (order by receives, receives_not), receives, receives_not
from (
	select receives, receives_not from register.household
	union
	select receives, receives_not from register.household_past) as said;

-- What was sealed value by value stays sealed so: key number 0 says that the
-- values follow, each behind its length of two bytes without a sign: what was
-- sealed of the longest cell takes 32 798 bytes.
create function register.sealed_singly(variadic cts bytea[]) returns bytea
language sql immutable as $$
	select '\x0000'::bytea || string_agg(substr(int4send(coalesce(length(ct), 0)), 3) || coalesce(ct, ''), '' order by n)
	from unnest(cts) with ordinality as u (ct, n)
	having count(ct) > 0
$$;

drop view register.welfare;
alter table register.household drop constraint household_pkey;
alter table register.household_past drop constraint household_past_pkey;
drop index register.household_h3_idx;
alter table register.household rename to household_wide;
alter table register.household_past rename to household_past_wide;

-- One registry's present record of one family. Written in the order of h3, a
-- long file in several such runs.
create table register.household (
	h3p            bigint not null,                    -- resolution-5 parent of h3; 0 = not located
	h3             bigint not null,                    -- resolution-9 cell; 0 = not located
	id             bigint not null,                    -- the record, stable over editions
	family         bigint not null,                    -- the family, shared between registries
	digest         bigint not null,                    -- keyed hash of the content
	village        integer not null,                   -- place.area.id of the declared village
	since          date not null,                      -- edition from which this content holds
	flags          integer not null,                   -- register.flags.id
	head_birth     date,
	accuracy_m     real,                               -- metres
	desil          smallint check (desil between 1 and 10),
	members        smallint check (members > 0),
	key_id         smallint not null,
	head_sex       "char" check (head_sex in ('F', 'M')),
	dukcapil_match boolean,
	housing        integer,                            -- geo/poverty.Housing: seven answers, four bits each
	registry       text not null,
	location_rule  text,
	geom           geometry(Point, 4326),              -- null = not located
	nik_mac        bytea,                              -- keyed HMAC, its first 16 bytes
	kk_mac         bytea,
	personal       bytea,                              -- AES-GCM of NIK, KK, name and address
	-- The cell goes first: keys of a sorted file are made without sorting them again,
	-- and what looks for a cell needs no second index. h3p is in it for Citus.
	primary key (h3, id, h3p)
);
insert into register.household
select h3p, h3, h.id, family, digest, village, since, f.id, head_birth, accuracy_m, desil, members, key_id, head_sex, dukcapil_match,
	null, registry, location_rule, geom, substr(nik_mac, 1, 16), substr(kk_mac, 1, 16), register.sealed_singly(nik_ct, kk_ct, name_ct, address_ct)
from register.household_wide h join register.flags f using (receives, receives_not)
order by h3, h.id;

-- What a record was before: closed at the edition that changed or dropped it.
create table register.household_past (
	like register.household,
	until date not null,
	primary key (h3, id, h3p, since, until)
);
insert into register.household_past
select h3p, h3, h.id, family, digest, village, since, f.id, head_birth, accuracy_m, desil, members, key_id, head_sex, dukcapil_match,
	null, registry, location_rule, geom, substr(nik_mac, 1, 16), substr(kk_mac, 1, 16), register.sealed_singly(nik_ct, kk_ct, name_ct, address_ct), until
from register.household_past_wide h join register.flags f using (receives, receives_not);

alter table register.membership add column personal bytea; -- AES-GCM of NIK, KK and name
update register.membership
set personal = register.sealed_singly(nik_ct, kk_ct, name_ct, null),
	nik_mac = substr(nik_mac, 1, 16), kk_mac = substr(kk_mac, 1, 16);
alter table register.membership drop column nik_ct, drop column kk_ct, drop column name_ct;

drop table register.household_wide, register.household_past_wide;
drop function register.sealed_singly;

-- (registry, release date, desil) of every family, now and before.
create view register.welfare with (security_invoker = true) as
	select family, registry, since as release_date, null::date as until, desil from register.household
	union all
	select family, registry, since, until, desil from register.household_past;
