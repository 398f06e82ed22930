-- The newest edition of each registry that each village has: a file may hold
-- one district alone, and an older one must not come over a newer.
create table register.edition (
	registry text not null,
	village  integer not null,                         -- place.area.id
	as_of    date not null,
	import   bigint not null references register.import,
	primary key (registry, village)
);

-- Links are looked up both ways.
create index on register.same_family (same_as);
