-- What a person of the family consumes, where a file brings it.
alter table register.household add column consumption integer check (consumption between 10000 and 1000000000); -- rupiah a month
alter table register.household_past add column consumption integer;
alter table register.household_corrected add column consumption integer;
