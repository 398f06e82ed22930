package store

import (
	"context"
	"errors"

	"tepat/geo/poverty"

	"github.com/jackc/pgx/v5"
)

const membershipColumns = `family, programme, as_of, seq, import, period, amount, status, village,
	nik_mac, kk_mac, personal, key_id`

// AddMembership takes a line of a programme's list.
func (in *intake) AddMembership(m *poverty.Membership) error {
	return in.members.add(13, func(b []byte) []byte {
		b = appendInt8(b, m.Family)
		b = appendText(b, in.about.Name)
		b = appendDate(b, in.asOf)
		b = appendInt8(b, m.Seq)
		b = appendInt8(b, in.about.ID)
		b = appendWord(b, m.Period)
		if m.AmountKnown {
			b = appendNumeric(b, m.Amount)
		} else {
			b = appendNull(b)
		}
		b = appendWord(b, m.Status)
		if m.Village == 0 {
			b = appendNull(b)
		} else {
			b = appendInt4(b, m.Village)
		}
		for _, v := range [...][]byte{m.NIKMAC, m.KKMAC, m.Personal} {
			b = appendBytes(b, v)
		}
		return appendInt2(b, m.KeyID)
	})
}

// appendWord writes a text; an empty one is null.
func appendWord(b []byte, s string) []byte {
	if s == "" {
		return appendNull(b)
	}
	return appendText(b, s)
}

// Distinct asks that a list whose lines are those of another programme's fails.
func (in *intake) Distinct() { in.distinct = true }

// checkLists refuses a list that is older than the newest of its programme: it
// would not count, and whoever brought it would not know.
func (in *intake) checkLists(ctx context.Context) error {
	var newer poverty.OlderListError
	err := in.tx.QueryRow(ctx, `
		select id, as_of::text
		from register.import
		where kind = 'recipients' and name = @name and as_of > @as_of and withdrawn_at is null
		order by as_of desc, id desc
		limit 1`, pgx.StrictNamedArgs{"name": in.about.Name, "as_of": in.asOf}).Scan(&newer.ID, &newer.AsOf)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	} else if err != nil {
		return err
	}
	return &newer
}

// leastTwin is how many lines two lists must have in common to be one: below,
// two programmes may well have the same few recipients.
const leastTwin = 20

// checkTwin refuses the lines of another programme's list of that date, whatever
// the file that they came in.
func (in *intake) checkTwin(ctx context.Context) error {
	if !in.distinct || in.members.rows < leastTwin {
		return nil
	}
	var twin poverty.TwinError
	err := in.tx.QueryRow(ctx, `
		select i.id, i.name, i.as_of::text
		from register.import i
		where i.kind = 'recipients' and i.name <> @name and i.withdrawn_at is null
			and (i.summary ->> 'records')::bigint = @rows
			and (select sum(family::numeric) from register.membership m where m.import = i.id and m.programme = i.name and m.as_of = i.as_of)
				= (select sum(family::numeric) from register.membership m where m.import = @import and m.programme = @name and m.as_of = @as_of)
		order by i.id desc
		limit 1`, pgx.StrictNamedArgs{"name": in.about.Name, "import": in.about.ID, "as_of": in.asOf, "rows": in.members.rows}).
		Scan(&twin.Import.ID, &twin.Import.Name, &twin.Import.AsOf)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	} else if err != nil {
		return err
	}
	return &twin
}

// finishMembers writes the list and counts who on it matches no family.
func (in *intake) finishMembers(ctx context.Context) error {
	if err := in.members.copyInto(ctx, in.tx, "register.membership ("+membershipColumns+")"); err != nil {
		return err
	}
	if err := in.checkTwin(ctx); err != nil {
		return err
	}
	if err := in.linkFamilies(ctx); err != nil {
		return err
	}
	// Of a list that has just come in nothing is known to the planner of queries: it
	// takes it for one row, and would look through all families for every one.
	if _, err := in.tx.Exec(ctx, `set local enable_nestloop = off`); err != nil {
		return err
	}
	return in.tx.QueryRow(ctx, `
		with family as (
			select coalesce(s.same_as, h.family) as family
			from register.household h left join register.same_family s using (family))
		select count(*)
		from register.membership m left join register.same_family s using (family)
		where m.import = $1 and not exists (select from family f where f.family = coalesce(s.same_as, m.family))`,
		in.about.ID).Scan(&in.about.Counts.Unmatched)
}
