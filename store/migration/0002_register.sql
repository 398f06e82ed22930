-- People. The server's role cannot read this schema. Personal fields are sealed
-- by the program before they come here: nik, kk, name, address never in clear.
create schema register;

create table register.import (
	id          bigint generated always as identity primary key,
	kind        text not null check (kind in ('areas', 'households', 'recipients', 'crosswalk')),
	name        text not null,                         -- registry, programme or level
	file_name   text not null,                         -- base name only
	file_sha256 bytea not null,
	settings    text not null,                         -- what else decides the outcome: as-of, code system, vintage, mapping
	as_of       date,
	code_system text,
	vintage     text,
	started_at  timestamptz not null,
	finished_at timestamptz not null,
	rows_read   bigint not null,
	rows_kept   bigint not null,
	rows_aside  bigint not null,
	summary     jsonb not null,                        -- counts by rule; no personal value
	unique (kind, name, file_sha256, settings)
);

-- Rows that were set aside: where and why in clear, the row itself sealed.
create table register.fault (
	import   bigint not null references register.import on delete cascade,
	seq      integer not null,
	sheet    text not null default '',
	row      bigint not null,                          -- as a person counts it in the file, header included
	"column" text not null,
	rule     text not null,
	message  text not null,
	severity text not null check (severity in ('aside', 'proposed', 'warning')),
	sealed   bytea,                                    -- AES-GCM of the row as JSON; null for warnings
	primary key (import, seq)
);

-- One registry's present record of one family. Written in the order of h3.
create table register.household (
	h3p            bigint not null,                    -- resolution-5 parent of h3; 0 = not located
	h3             bigint not null,                    -- resolution-9 cell; 0 = not located
	id             bigint not null,                    -- the record, stable over editions
	family         bigint not null,                    -- the family, shared between registries
	registry       text not null,
	since          date not null,                      -- edition from which this content holds
	village        integer not null,                   -- place.area.id of the declared village
	geom           geometry(Point, 4326),              -- null = not located
	accuracy_m     real,                               -- metres
	location_rule  text,
	desil          smallint check (desil between 1 and 10),
	head_sex       "char" check (head_sex in ('F', 'M')),
	head_birth     date,
	members        smallint check (members > 0),
	dukcapil_match boolean,
	receives       text[] not null default '{}',       -- programme ids, as the registry flags them
	receives_not   text[] not null default '{}',
	nik_mac        bytea,
	kk_mac         bytea,
	nik_ct         bytea,
	kk_ct          bytea,
	name_ct        bytea,
	address_ct     bytea,
	key_id         smallint not null,
	digest         bigint not null,
	primary key (h3p, id)
);
create index on register.household (h3);

-- What a record was before: closed at the edition that changed or dropped it.
create table register.household_past (
	like register.household,
	until date not null,
	primary key (h3p, id, since, until)
);

-- Records of one family that carry different family ids (head's NIK changed, same KK).
create table register.same_family (
	family  bigint primary key,
	same_as bigint not null                            -- the lowest id of the group
);

-- Who is on a programme's list.
create table register.membership (
	family    bigint not null,                         -- found by NIK, else by KK; made the same way as household.family
	programme text not null,
	as_of     date not null,                           -- the list's date
	seq       bigint not null,                         -- row of the list, for lists that name a family twice
	import    bigint not null,
	period    text,                                    -- as the list says it, e.g. 2024-06
	amount    numeric,                                 -- rupiah
	status    text,
	village   integer,                                 -- place.area.id where the list names it
	nik_mac   bytea,
	kk_mac    bytea,
	nik_ct    bytea,
	kk_ct     bytea,
	name_ct   bytea,
	key_id    smallint not null,
	primary key (family, programme, as_of, import, seq)
);
create index on register.membership (programme, as_of);

-- (registry, release date, desil) of every family, now and before.
create view register.welfare with (security_invoker = true) as
	select family, registry, since as release_date, null::date as until, desil from register.household
	union all
	select family, registry, since, until, desil from register.household_past;
