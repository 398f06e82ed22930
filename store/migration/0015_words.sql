-- Reports say what they found in both languages of tepat. What was found before
-- has its English words in both.
alter table register.fault add column message_id text not null default ''; -- in Indonesian; '' as message

update register.import i
set summary = jsonb_set(summary, '{rules}', (
	select jsonb_agg(case jsonb_typeof(r -> 'message')
		when 'string' then jsonb_set(r, '{message}', jsonb_build_object('en', r -> 'message', 'id', r -> 'message'))
		else r end order by n)
	from jsonb_array_elements(i.summary -> 'rules') with ordinality as rules (r, n)))
where jsonb_typeof(summary -> 'rules') = 'array' and summary -> 'rules' <> '[]';
