-- Which imports each release counts, and which of them were withdrawn since: a
-- server may say so of a release, and still reads nothing of the register.
create table published.counted (
	release bigint not null references published.release on delete cascade,
	import  bigint not null,                           -- register.import.id
	primary key (release, import)
);
create table published.withdrawn (
	import       bigint primary key,                   -- register.import.id
	kind         text not null,
	name         text not null,                        -- registry, programme or level
	as_of        date,
	withdrawn_at timestamptz not null
);

-- What was released before this was kept counted, most likely, what stood when it was
-- published: of lists the newest of each name.
insert into published.counted
select r.id, i.id
from published.release r
join register.import i on i.kind in ('households', 'recipients')
	and i.finished_at < r.published_at and (i.withdrawn_at is null or i.withdrawn_at > r.published_at)
	and not (i.kind = 'recipients' and exists (
		select from register.import n
		where n.kind = 'recipients' and n.name = i.name and n.as_of > i.as_of
			and n.finished_at < r.published_at and (n.withdrawn_at is null or n.withdrawn_at > r.published_at)));
insert into published.withdrawn
select id, kind, name, as_of, withdrawn_at
from register.import
where withdrawn_at is not null;
