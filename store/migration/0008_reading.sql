-- What was made of the rows of a registry's last file, so that those which come
-- again in the next one need not be read again. Its loss costs time alone:
-- after a crash it is empty. Whoever changes register.household by another way
-- than an import empties it.
create unlogged table register.reading (
	import bigint not null,                            -- holds for the last of its registry alone
	part   integer not null,
	what   "char" not null check (what in ('p', 'r', 's')), -- places, readings, crowded spots; see store/reading.go
	rows   bytea not null,                             -- of fixed width: keyed hashes, points, numbers of places
	primary key (import, part)
);
alter table register.reading alter rows set storage plain; -- a part fits into a page, and hashes do not shrink
