-- Where things are: areas with code, code system and vintage. Not personal.
create schema place;

create table place.area (
	id          integer generated always as identity primary key,
	code_system text not null check (code_system in ('kemendagri', 'bps')),
	vintage     text not null,
	level       text not null check (level in ('regency', 'district', 'village')),
	code        text not null check (code ~ '^[0-9.]+$'),
	name        text not null,
	parent      text,                                  -- code of the area above, same system and vintage
	import      bigint,                                -- register.import that brought it
	derived     boolean not null default false,        -- made as the union of its villages
	geom        geometry(MultiPolygon, 4326),
	unique (code_system, vintage, code)
);
create index on place.area using gist (geom);

-- Other spellings of a name, for matching rows that carry no code.
create table place.alias (
	code_system text not null,
	code        text not null,
	name        text not null,                         -- folded: lower case, no accents, single blanks
	primary key (code_system, code, name)
);

-- The same village under the codes of two vintages or systems.
create table place.crosswalk (
	from_system  text not null,
	from_vintage text not null,
	from_code    text not null,
	to_system    text not null,
	to_vintage   text not null,
	to_code      text not null,
	primary key (from_system, from_vintage, from_code, to_system, to_vintage, to_code)
);
