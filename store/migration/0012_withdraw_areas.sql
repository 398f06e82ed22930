-- Imports of areas and of lists of codes can be withdrawn as well.

-- Areas as they were before an import replaced them.
create table place.area_past (
	like place.area,
	ended_by bigint not null                           -- register.import.id that replaced it
);
create index on place.area_past (ended_by);

-- Two lists may say the same: it holds while one of them stands.
alter table place.crosswalk add column import bigint not null default 0; -- register.import.id; 0 from before this was kept
alter table place.alias add column import bigint not null default 0;
alter table place.crosswalk
	drop constraint crosswalk_pkey,
	alter column import drop default,
	add primary key (from_system, from_vintage, from_code, to_system, to_vintage, to_code, import);
alter table place.alias
	drop constraint alias_pkey,
	alter column import drop default,
	add primary key (code_system, code, name, import);
update register.import set withdrawable = false where kind in ('areas', 'crosswalk');
