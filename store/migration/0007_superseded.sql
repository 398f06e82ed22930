-- A file that comes again after another one of the same edition has taken
-- villages over comes anew: it is known only while its villages are its own.
alter table register.import add column superseded boolean not null default false;
alter table register.import drop constraint import_kind_name_file_sha256_settings_key;
create unique index on register.import (kind, name, file_sha256, settings) where not superseded;
