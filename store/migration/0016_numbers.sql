-- Imports and releases are numbered by the program, one after the other: a
-- sequence leaps by up to 32 after a crash, and by one for each file refused.
alter table register.import alter column id drop identity;
alter table published.release alter column id drop identity;
