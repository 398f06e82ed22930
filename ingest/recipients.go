package ingest

import (
	"cmp"
	"context"
	"fmt"

	"tepat/geo/poverty"
	"tepat/ingest/registry"
	"tepat/ingest/seal"
)

// recipientVillage says that a list names a village that is not among the
// areas; the recipient is kept without it.
var recipientVillage = &registry.Rule{ID: "A10", Severity: poverty.Warning, Message: "the village is not among the areas; the recipient is kept without it"}

// Recipients brings in the list of a programme, by its id in the catalogue.
// Families are found by NIK, else by KK; who matches none is kept and counted.
// The lists of a programme with the newest as-of date count, all together.
func Recipients(ctx context.Context, path, programme string, set Settings, into Register, places *Places, keys *seal.Keys) (*Report, error) {
	j := newJob(poverty.KindRecipients, programme, registry.Recipients, set, into, places, keys)
	return j.run(ctx, path, func(ctx context.Context) error {
		if err := j.each(ctx, j.newRecipients, j.takeRecipients); err != nil {
			return err
		}
		return j.checkAside()
	})
}

func (j *job) takeRecipients(w *work) error {
	r := j.report
	for i := range w.records {
		if h := &w.records[i]; h.aside {
			r.Aside += h.rows
		} else {
			r.Kept += h.rows
		}
	}
	for i := range w.members {
		m := &w.members[i]
		r.Counts.Records++
		m.Seq = r.Counts.Records
		if err := j.intake.AddMembership(m); err != nil {
			return err
		}
	}
	return nil
}

// A recipientExaminer hashes and seals the lines of a list.
type recipientExaminer struct {
	job     *job
	reader  *registry.Reader
	address *address
	sealer  *seal.Sealer
}

func (j *job) newRecipients() examiner {
	return &recipientExaminer{job: j, reader: j.table.Reader(j.set.AsOf),
		address: newAddress(j.places, j.set.System, j.set.Vintage), sealer: j.keys.Sealer()}
}

func (e *recipientExaminer) examine(w *work) {
	w.reset()
	for f := range e.reader.Families(w.batch) {
		w.rows += f.Rows
		w.rounding.Numbers += f.Rounding.Numbers
		w.rounding.Zeros += f.Rounding.Zeros
		rule := recordNobody
		if broken := f.Broken(); broken != nil {
			rule = broken.Rule
		} else if f.NIK != "" || f.KK != "" || f.Name != "" {
			w.members = append(w.members, e.member(w, f))
			w.records = append(w.records, record{rows: f.Rows})
			continue
		}
		w.setAside(e.sealer, e.job.report.ID, f, rule, "")
		w.records = append(w.records, record{rows: f.Rows, aside: true})
	}
}

func (e *recipientExaminer) member(w *work, f *registry.Family) poverty.Membership {
	m := poverty.Membership{
		Period: clip(f.Period), Status: clip(f.Status), Amount: f.Amount, AmountKnown: f.AmountKnown, KeyID: e.sealer.KeyID(),
	}
	if f.NIKSound {
		m.NIKMAC = w.keep(func(b []byte) []byte { return e.sealer.MAC(b, "nik", f.NIK) })
	}
	if f.KKSound {
		m.KKMAC = w.keep(func(b []byte) []byte { return e.sealer.MAC(b, "kk", f.KK) })
	}
	switch {
	case f.NIKSound:
		m.Family = seal.Number(m.NIKMAC)
	case f.KKSound:
		m.Family = seal.Number(m.KKMAC)
	default: // matches nobody, and no other line
		line := fmt.Sprintf("%d|%s|%d", e.job.report.ID, f.Sheet, f.Row)
		m.Family = seal.Number(e.sealer.MAC(nil, "recipient", seal.Text(line)))
	}
	if f.Village != "" || f.VillageCode != "" {
		village, rule := e.address.village(f)
		if m.Village = village; village == 0 {
			rule = recipientVillage
		}
		if rule != nil {
			column := cmp.Or(f.Header(registry.VillageCode), f.Header(registry.Village))
			f.Faults = append(f.Faults, registry.Fault{Rule: rule, Row: f.Row, Column: column})
		}
	}
	w.findings(f)
	for _, v := range [...]struct {
		to     *[]byte
		column string
		value  seal.Text
	}{{&m.NIKCT, "member.nik", f.NIK}, {&m.KKCT, "member.kk", f.KK}, {&m.NameCT, "member.name", f.Name}} {
		if v.value != "" {
			*v.to = w.keep(func(b []byte) []byte { return e.sealer.Seal(b, v.column, m.Family, v.value) })
		}
	}
	return m
}

// clip keeps a stray long text out of the columns of a list that stand in clear.
func clip(s string) string {
	if len(s) > 40 {
		return ""
	}
	return s
}
