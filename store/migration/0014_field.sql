-- What the field said of the missed: the newest of each kind, programme and area counts.
create table register.field_result (
	kind      text not null check (kind in ('verified_exclusion_error', 'unregistered_poor')),
	programme text not null check ((kind = 'verified_exclusion_error') = (programme <> '')), -- that the visits asked about
	code_system text not null,
	vintage   text not null,            -- of the code: an area that was divided keeps its code, and is another
	area      text not null,            -- code
	as_of     date not null,            -- of the visits
	value     double precision not null check (value >= 0),                                   -- a share; of unregistered_poor families
	low       double precision not null check (low between 0 and value),                      -- 95 %
	high      double precision not null check (high >= value),
	families  integer not null check (families > 0),                                          -- that it rests on
	kept_at   timestamptz not null default now(),
	primary key (kind, programme, code_system, vintage, area, as_of)
);
