package store

import (
	"context"

	"tepat/geo/poverty"
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

// finishMembers writes the list and counts who on it matches no family.
func (in *intake) finishMembers(ctx context.Context) error {
	if err := in.members.copyInto(ctx, in.tx, "register.membership ("+membershipColumns+")"); err != nil {
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
