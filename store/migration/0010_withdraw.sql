-- An import can be withdrawn: what it wrote is known by its number, and what it
-- took out comes back from where it was put.
alter table register.household add column import integer;      -- register.import.id that wrote it; null from before this was kept
alter table register.household_past
	add column import   integer,
	add column ended_by integer;                               -- register.import.id that closed it

-- Versions that were corrected within their edition: they are nobody's past, and
-- only come back if the correction is withdrawn.
create table register.household_corrected (
	like register.household,
	ended_by integer not null
);

-- What register.edition said of a village before.
create table register.edition_past (
	registry text not null,
	village  integer not null,
	as_of    date not null,
	import   bigint not null references register.import,
	ended_by bigint not null references register.import,
	primary key (ended_by, registry, village)
);

alter table register.import
	add column superseded_by bigint,                           -- the import that took the first of its villages over
	add column withdrawable  boolean not null default true,    -- what undoes it was kept
	add column withdrawn_at  timestamptz;                      -- its report stays, nothing else of it does
update register.import set withdrawable = false where kind = 'households';

drop index register.import_kind_name_file_sha256_settings_idx;
create unique index on register.import (kind, name, file_sha256, settings) where not superseded and withdrawn_at is null;

-- Rows that say their point in an unusual way are listed as well.
alter table register.fault drop constraint fault_severity_check;
alter table register.fault add check (severity in ('aside', 'proposed', 'warning', 'read'));
