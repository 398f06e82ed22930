-- Cleared figures. All that the server may read.
create schema published;

create table published.release (
	id           bigint generated always as identity primary key,
	audience     text not null check (audience in ('planner', 'public')),
	as_of        date not null,
	published_at timestamptz,                          -- null = saved, not yet published
	description  jsonb not null                        -- geo/poverty.Release
);

-- The pointer that publishing moves, one row an audience.
create table published.latest (
	audience text primary key,
	release  bigint not null references published.release
);

-- The boundaries that a release was counted on; a copy, so that it stays what it was.
create table published.area (
	release bigint not null references published.release on delete cascade,
	level   text not null,
	code    text not null,
	name    text not null,
	parent  text,
	geom    geometry(MultiPolygon, 4326),
	primary key (release, level, code)
);

-- Packed columns of cleared values, written and read by geo/disclose alone.
create table published.chunk (
	release bigint not null references published.release on delete cascade,
	layer   text not null check (layer in ('cells', 'areas')),
	part    bigint not null,                           -- resolution-5 parent for cells, 0 for areas
	body    bytea not null,
	primary key (release, layer, part)
);
alter table published.chunk alter body set storage external;
