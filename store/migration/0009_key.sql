-- By what a key file shows that it is the one under which the register's numbers
-- and sealed fields were made. With another, the same families would be others.
create table register.key (
	id   smallint primary key,
	mark bytea not null -- a keyed hash of a constant
);
