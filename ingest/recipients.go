package ingest

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"unicode"

	"tepat/geo/poverty"
	"tepat/ingest/registry"
	"tepat/ingest/say"
	"tepat/ingest/seal"
)

// recipientVillage says that a list names a village that is not among the
// areas; the recipient is kept without it.
var recipientVillage = &registry.Rule{ID: "A10", Severity: poverty.Warning, Message: say.RecipientVillage}

// recipientRounded says that a list's row names nobody who can be found. A
// family of a registry is kept without such a number.
var recipientRounded = &registry.Rule{ID: registry.NIKRounded.ID, Severity: poverty.Aside,
	Message: say.RecipientRounded}

// A row that does not say yes in the programme's own column is no recipient; of
// a word there that is neither yes nor no nobody can say what it is.
var (
	recipientNot = &registry.Rule{ID: "D04", Severity: poverty.Read,
		Message: say.RecipientNot}
	recipientUnclear = &registry.Rule{ID: registry.FlagForm.ID, Severity: poverty.Aside,
		Message: say.RecipientUnclear}
)

// Recipients brings in the list of a programme, by its id in the catalogue.
// Families are found by NIK, else by KK; who matches none is kept and counted.
// The lists of a programme with the newest as-of date count, all together; an
// older one, and one that came in as another programme's, is refused.
func Recipients(ctx context.Context, path, programme string, set Settings, into Register, places *Places, keys *seal.Keys) (*Report, error) {
	j := newJob(poverty.KindRecipients, programme, registry.Recipients, set, into, places, keys)
	return j.run(ctx, path, func(ctx context.Context) error {
		if !j.set.SameContent && !j.table.Flagged() {
			j.intake.Distinct()
		}
		if err := j.each(ctx, j.newRecipients, j.takeRecipients); err != nil {
			return err
		}
		if err := j.checkRows(); err != nil {
			return err
		}
		return j.checkRecipients()
	})
}

// checkRecipients refuses a file whose own column says yes of nobody.
func (j *job) checkRecipients() error {
	for _, c := range j.report.Counts.Rules {
		if c.Rule == recipientNot.ID && j.report.Counts.Records == 0 {
			return j.refuse(say.RefusedNoYes, j.report.Name)
		}
	}
	return nil
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
	card := ""
	for f := range e.reader.Families(w.batch) {
		w.rows += f.Rows
		if card != "" && card == string(f.KK) {
			f.KKEnd = registry.NoNumber // persons of one card are one number
		}
		card = strings.Clone(string(f.KK))
		w.rounding.Saw(f.NIKEnd, f.KKEnd)
		rule, column := recordNobody, ""
		recipient, unclear := f.Recipient()
		if broken := f.Broken(); broken != nil {
			rule = broken.Rule
		} else if unclear != nil {
			rule, column = recipientUnclear, unclear.Column
		} else if !recipient {
			w.rules.add(recipientNot.ID, recipientNot.Severity, recipientNot.Message, f.Rows)
			continue
		} else if !f.NIKSound && !f.KKSound && (f.NIKEnd == registry.Shortened || f.KKEnd == registry.Shortened) {
			rule = recipientRounded
		} else if f.NIK != "" || f.KK != "" || f.Name != "" {
			w.members = append(w.members, e.member(w, f))
			w.records = append(w.records, record{rows: f.Rows})
			continue
		}
		w.setAside(e.sealer, e.job.report.ID, f, rule, column)
		w.records = append(w.records, record{rows: f.Rows, aside: true})
	}
}

func (e *recipientExaminer) member(w *work, f *registry.Family) poverty.Membership {
	m := poverty.Membership{
		Period: e.inClear(w, f, f.Period, registry.Period), Status: e.inClear(w, f, f.Status, registry.Status), Amount: f.Amount, AmountKnown: f.AmountKnown, KeyID: e.sealer.KeyID(),
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
	p := seal.Person{NIK: f.NIK, KK: f.KK, Name: f.Name}
	m.Personal = w.keep(func(b []byte) []byte { return e.sealer.SealPerson(b, seal.OnList, m.Family, &p) })
	return m
}

// plainWords are what the status and the period of a payment are said with.
// Other words may be a name, which must not stand in clear.
var plainWords = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`
		salur tersalur disalurkan penyaluran cair dicairkan pencairan transaksi transfer tunai terima diterima menerima
		belum sudah telah tidak non nonaktif aktif gagal berhasil sukses proses diproses ditunda tunda pending batal
		dibatalkan retur kembali ditolak lunas bayar dibayar terbayar kosong saldo rekening buka tutup blokir ada ok ya
		meninggal pindah ganda mampu graduasi mandiri alamiah layak eligible valid verifikasi terverifikasi kks sp2d
		bank pos himbara bni bri btn mandiri bsi tahap termin triwulan tw semester bulan tahun periode gelombang ke dan
		januari februari maret april mei juni juli agustus september oktober november desember
		jan feb mar apr jun jul agu sep okt nov des i ii iii iv v vi vii viii ix x xi xii`) {
		m[w] = true
	}
	return m
}()

// inPlainWords says whether s is said in plain words, numbers of up to eight digits
// and signs alone, and may stand in clear.
func inPlainWords(s string) bool {
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	for _, w := range words {
		number := strings.Trim(w, "0123456789") == "" && len(w) <= 8
		if !number && !plainWords[w] {
			return false
		}
	}
	return len(words) <= 6
}

// inClear returns s where it may stand in clear. Else the member is kept
// without it, and the row is reported and kept sealed.
func (e *recipientExaminer) inClear(w *work, f *registry.Family, s string, column registry.Column) string {
	if s == "" || inPlainWords(s) {
		return s
	}
	w.setAside(e.sealer, e.job.report.ID, f, notPlain, f.Header(column))
	return ""
}

// notPlain says that a text might name a person.
var notPlain = &registry.Rule{ID: "V10", Severity: poverty.Warning,
	Message: say.NotPlain}
