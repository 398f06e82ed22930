package ingest

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"tepat/geo/area"
	"tepat/geo/hex"
	"tepat/geo/poverty"
	"tepat/ingest/locate"
	"tepat/ingest/registry"
	"tepat/ingest/say"
	"tepat/ingest/seal"

	"github.com/paulmach/orb"
)

// The rules of records.
var (
	recordNobody = &registry.Rule{ID: "D01", Severity: poverty.Aside, Message: say.RecordNobody}
	recordTwice  = &registry.Rule{ID: "D02", Severity: poverty.Aside,
		Message: say.RecordTwice}
	// Nothing is wrong with the row: it does not count toward the limit of rows at fault.
	recordOlder = &registry.Rule{ID: "D03", Severity: poverty.Aside,
		Message: say.RecordOlder}
	stackedRule = &registry.Rule{ID: locate.Stacked, Severity: poverty.Warning,
		Message: say.Stacked}
)

// unread counts the answers on the house that tepat does not know, by question:
// a column of other codes, row by row, would fill the report.
func (w *work) unread(f *registry.Family) {
	for q, question := range poverty.Questions {
		if f.HousingUnread>>q&1 == 1 {
			w.rules.add("V07 "+question.Name, poverty.Warning, say.Fill(say.HousingUnread, question.Name), 1)
		}
	}
}

// howRead says what the rules of coordinates mean where a family is counted
// under them without a word of its own.
var howRead = map[string]poverty.Text{
	locate.Swapped:  say.Swapped,
	locate.Comma:    say.Comma,
	locate.Together: say.Together,
	locate.Minutes:  say.Minutes,
	locate.UTM:      say.UTM,
	locate.TM3:      say.TM3,
	locate.Coarse:   say.CoarseRead,
	locate.Absent:   say.Absent,
}

// listed are the rules under which a row says its point in an unusual way, by
// half, or shares it with too many: such rows are listed, though the family is kept, as
// far as maxListed goes.
var listed = map[string]bool{
	locate.Swapped: true, locate.Comma: true, locate.Minutes: true, locate.UTM: true, locate.TM3: true, locate.Together: true, locate.Stacked: true,
	locate.Half: true, locate.Link: true,
}

// ofMany says what a rule means for many rows, where the message of one holds
// how far or how coarse that one is.
var ofMany = map[string]poverty.Text{
	locate.OtherVillage: say.OtherVillage,
	locate.OtherRegency: say.OtherRegency,
	locate.Stacked:      say.Stacked,
	locate.Coarse:       say.CoarseMany,
	locate.Shifted:      say.ShiftedMany,
}

// Households brings in a file of families from a registry.
//
// The edition of the register that it makes has the as-of date of the
// settings. Of the villages that occur in the file, records that it no longer
// has are closed; villages that do not occur are left alone. It returns a
// [*RefusedError], with the report, where the file as a whole cannot be used.
func Households(ctx context.Context, path string, name poverty.Registry, set Settings, into Register, places *Places, keys *seal.Keys) (*Report, error) {
	if name == poverty.P3KE {
		set.System = cmp.Or(set.System, area.Kemendagri) // its column says kode_kemdagri
	}
	j := newJob(poverty.KindHouseholds, string(name), registry.Families, set, into, places, keys)
	return j.run(ctx, path, func(ctx context.Context) error {
		j.rows = keys.Rows(j.manner())
		n := max(j.expected, j.intake.Holds())
		j.seen.expect(n-j.intake.Holds(), 0)
		j.niks.expect(n, 0)
		j.cards.expect(n, 0)
		j.stacks.expect(n, countBits)
		if err := j.each(ctx, j.newFamilies, j.takeFamilies); err != nil {
			return err
		}
		return j.finishFamilies()
	})
}

// takeFamilies lets the records of a batch into the register, in the order of
// the file: of two with one id the first counts.
func (j *job) takeFamilies(w *work) error {
	r := j.report
	unused := map[int64]*registry.Rule{} // rows, and why
	j.touched = j.touch(w.records)
	for i := range w.records {
		h := &w.records[i]
		switch {
		case h.aside:
			r.Aside += h.rows
			if h.known {
				j.intake.Stay(h.ID)
			}
			continue
		case j.twice(h.ID):
			r.Aside += h.rows
			unused[h.row] = recordTwice
			continue
		case j.intake.Newer(h.ID, h.Village):
			r.Aside += h.rows
			j.older += h.rows
			unused[h.row] = recordOlder
			continue
		}
		r.Kept += h.rows
		r.Counts.Records++
		if h.located {
			r.Counts.Located++
			if j.stacks.add(poverty.SpotOf(h.Loc)) {
				if err := j.stackedRow(h); err != nil {
					return err
				}
			}
		}
		if h.card != 0 && !j.cardTwice && !j.cards.add(h.card) {
			j.cardTwice, j.cards = true, ids{} // one is enough
		}
		if h.nik != 0 && !j.niks.add(h.nik) {
			if err := j.nikTwice(h); err != nil {
				return err
			}
		}
		if h.same {
			j.intake.Keep(&h.Household)
		} else if err := j.intake.AddHousehold(&h.Household); err != nil {
			return err
		}
		if err := j.intake.Remember(&h.Household, &h.read); err != nil {
			return err
		}
	}
	return j.sealUnused(w, unused)
}

// stackedRow reports a family on a spot that has its five already, and takes it
// off the map. That the first five stand in a crowd shows only here: the report
// counts them, without their rows.
func (j *job) stackedRow(h *record) error {
	if !h.same {
		h.Cell, h.AccuracyM, h.LocationRule = 0, 0, poverty.StackedRule
	}
	j.crowd++
	lon, lat := j.table.Header(registry.Longitude), j.table.Header(registry.Latitude)
	return j.fault(&poverty.Fault{Sheet: h.sheet, Row: h.row, Column: strings.Trim(lon+", "+lat, ", "), Rule: stackedRule.ID,
		Message: say.StackedRow, Severity: stackedRule.Severity})
}

// touch brings to the processor what the sets hold of a batch. Asked one after
// another each would be waited for; here nothing hangs on the answer, and they
// come together, which halves the time of the whole.
func (j *job) touch(records []record) (sum uint64) {
	for i := range records {
		h := &records[i]
		sum += j.intake.Touch(h.ID) + j.seen.touch(uint64(h.ID)) + j.cards.touch(uint64(h.card)) + j.niks.touch(uint64(h.nik))
		if h.located {
			sum += j.stacks.touch(uint64(poverty.SpotOf(h.Loc)))
		}
	}
	return sum
}

// twice says whether the record came before in the file. What the register
// knows of is remembered there; here, what is new.
func (j *job) twice(id int64) bool {
	if known, seen := j.intake.Seen(id); known {
		return seen
	}
	return !j.seen.add(id)
}

func (j *job) nikTwice(h *record) error {
	return j.fault(&poverty.Fault{Sheet: h.sheet, Row: h.row, Column: registry.NIK.String(), Rule: registry.NIKTwice.ID,
		Message: registry.NIKTwice.Message, Severity: poverty.Warning})
}

// sealUnused reads the batch again for the rows of which only the register, or
// the file before them, tells that they are not used, and sets them aside.
func (j *job) sealUnused(w *work, rows map[int64]*registry.Rule) error {
	if len(rows) == 0 {
		return nil
	}
	s := j.keys.Sealer()
	w.faults = w.faults[:0]
	for f := range j.table.Reader(j.set.AsOf).Families(w.batch) {
		if rule := rows[f.Row]; rule != nil {
			w.setAside(s, j.report.ID, f, rule, f.Header(registry.ID))
		}
	}
	for i := range w.faults {
		if err := j.fault(&w.faults[i]); err != nil {
			return err
		}
	}
	return nil
}

// finishFamilies does what can be known only after the last row.
func (j *job) finishFamilies() error {
	spots, n := j.stacks.tall()
	if n > 0 {
		j.report.count(stackedRule.ID, stackedRule.Severity, stackedRule.Message, n-j.crowd)
		j.report.Counts.Located -= n
	}
	if err := j.checkRows(); err != nil {
		return err
	}
	if err := j.checkClosing(); err != nil {
		return err
	}
	j.intake.Settle(spots, j.cardTwice)
	return j.reportShifts()
}

// A familyExaminer places, hashes and seals families.
type familyExaminer struct {
	job     *job
	reader  *registry.Reader
	address *address
	sealer  *seal.Sealer
	kinds   [3]string // what own ids, KK and NIK are hashed as when they name a record
	flags   map[registry.Programmes][]string
	text    []byte
	recaller
}

func (j *job) newFamilies() examiner {
	name := j.report.Name
	e := &familyExaminer{
		job: j, reader: j.table.Reader(j.set.AsOf), address: newAddress(j.places, j.set.System, j.set.Vintage),
		sealer: j.keys.Sealer(), kinds: [...]string{"id|" + name, "id-kk|" + name, "id-nik|" + name},
		flags:    map[registry.Programmes][]string{},
		recaller: recaller{intake: j.intake, hash: j.rows, at: -1},
	}
	e.reader.Pass = e.recall
	return e
}

func (e *familyExaminer) examine(w *work) {
	w.reset()
	e.work = w
	for f := range e.reader.Families(w.batch) {
		w.rows += f.Rows
		w.rounding.Saw(f.NIKEnd, f.KKEnd)
		w.records = append(w.records, record{sheet: f.Sheet, row: f.Row, rows: f.Rows})
		h := &w.records[len(w.records)-1]
		if rule, column := e.family(w, f, h); rule != nil {
			w.setAside(e.sealer, e.job.report.ID, f, rule, column)
			h.aside = true
			continue
		}
		h.read = e.reading(f, h)
	}
}

// family makes a record of a row, or says by what rule the row is set aside.
func (e *familyExaminer) family(w *work, f *registry.Family, h *record) (aside *registry.Rule, column string) {
	if broken := f.Broken(); broken != nil {
		return broken.Rule, broken.Column
	}
	if h.known = e.identify(f, h); !h.known {
		return recordNobody, ""
	}
	village, rule := e.address.village(f)
	if village == 0 {
		return rule, cmp.Or(f.Header(registry.VillageCode), f.Header(registry.Village))
	}
	if rule != nil {
		f.Faults = append(f.Faults, registry.Fault{Rule: rule, Row: f.Row, Column: f.Header(registry.VillageCode)})
	}
	w.findings(f)
	w.unread(f)
	e.describe(f, &h.Household)
	h.Village = village
	e.place(w, f, h)
	h.Digest = e.digest(f, h)
	if h.same = e.job.intake.Same(h.ID, h.Digest); !h.same {
		if h.located {
			h.Cell = cellOf(h.Loc)
		}
		e.name(w, f, &h.Household)
		e.seal(w, f, &h.Household)
	}
	return nil, ""
}

// identify finds the number of the record; false where nothing tells this
// family from another.
func (e *familyExaminer) identify(f *registry.Family, h *record) bool {
	if f.NIKSound {
		h.nik = e.short(f.NIK)
	}
	if f.KKSound {
		h.card = e.short(f.KK)
	}
	switch {
	case f.ID != "":
		h.ID = e.number(e.kinds[0], f.ID)
	case f.KKSound:
		h.ID = e.number(e.kinds[1], f.KK)
	case f.NIKSound:
		h.ID = e.number(e.kinds[2], f.NIK)
	case f.Name != "":
		who := fmt.Sprintf("%s|%s|%s|%s|%s|%s", string(f.Name), f.Birth.Format(time.DateOnly), string(f.Address), f.District, f.VillageCode, f.Village)
		h.ID = e.number("id-name|"+e.job.report.Name, seal.Text(who))
	default:
		return false
	}
	return true
}

// name finds the number of the family. It is that of its head's NIK, else of
// its card, so that it is the same in every registry.
func (e *familyExaminer) name(w *work, f *registry.Family, h *poverty.Household) {
	h.Family = h.ID
	if f.KKSound {
		h.KKMAC = w.keep(func(b []byte) []byte { return e.sealer.MAC(b, "kk", f.KK) })
		h.Family = seal.Number(h.KKMAC)
	}
	if f.NIKSound {
		h.NIKMAC = w.keep(func(b []byte) []byte { return e.sealer.MAC(b, "nik", f.NIK) })
		h.Family = seal.Number(h.NIKMAC)
	}
}

// short hashes a number to find it again within the file; it is never 0.
func (e *familyExaminer) short(v seal.Text) int64 {
	e.text = append(e.text[:0], v...)
	return e.sealer.Digest(e.text) | 1
}

func (e *familyExaminer) number(kind string, v seal.Text) int64 {
	e.text = e.sealer.MAC(e.text[:0], kind, v)
	return seal.Number(e.text)
}

// describe takes over what the row says of the family.
func (e *familyExaminer) describe(f *registry.Family, h *poverty.Household) {
	h.Registry = poverty.Registry(e.job.report.Name)
	h.Since = e.job.set.AsOf
	h.Desil, h.HeadSex, h.HeadBirth, h.Members, h.DukcapilMatch = f.Desil, f.Sex, f.Birth, f.Members, f.Dukcapil
	h.Housing, h.Consumption = f.Housing, f.Consumption
	h.Receives, h.ReceivesNot = e.programmes(f.Receives), e.programmes(f.ReceivesNot)
	h.KeyID = e.sealer.KeyID()
}

// programmes returns the ids in p, sorted: the order of a file's columns is no content.
func (e *familyExaminer) programmes(p registry.Programmes) []string {
	ids, ok := e.flags[p]
	if !ok {
		ids = slices.Sorted(slices.Values(e.job.table.Programmes(p)))
		e.flags[p] = ids
	}
	return ids
}

// place reads the coordinate. What cannot be used leaves the family in its
// village, without a place on the map.
func (e *familyExaminer) place(w *work, f *registry.Family, h *record) {
	r := locate.ReadPoint(f.Longitude, f.Latitude, e.job.format, h.Village, e.job.places.locator)
	w.take(f, h.Village, r)
	h.LocationRule = r.Rule
	if r.Status == locate.Located {
		h.located, h.Loc, h.AccuracyM = true, r.Point, r.AccuracyM
	}
	switch {
	case h.located && r.Rule == "":
	case h.located && listed[r.Rule]:
		w.faults = append(w.faults, poverty.Fault{Sheet: f.Sheet, Row: f.Row, Column: coordinateColumns(f),
			Rule: r.Rule, Message: howRead[r.Rule], Severity: poverty.Read})
	case h.located || r.Rule == locate.Absent:
		w.rules.add(r.Rule, poverty.Read, howRead[r.Rule], 1)
	default:
		w.faults = append(w.faults, e.misplaced(f, r))
	}
}

// cellOf returns the cell of a point that was read, which lies on the Earth.
func cellOf(p orb.Point) hex.Cell {
	c, err := hex.At(p, hex.Base)
	if err != nil {
		panic(err)
	}
	return c
}

// misplaced reports a coordinate that cannot be used. A proposal goes into the
// sealed part, for a point is personal.
func (e *familyExaminer) misplaced(f *registry.Family, r locate.Reading) poverty.Fault {
	fault := poverty.Fault{Sheet: f.Sheet, Row: f.Row, Column: coordinateColumns(f),
		Rule: r.Rule, Message: r.Note, Severity: poverty.Warning}
	if p := r.Proposal; p != nil {
		fault.Severity = poverty.Proposed
		fault.Sealed = sealRow(e.sealer, e.job.report.ID, f, r.Rule, &Proposal{p.Point.Lon(), p.Point.Lat(), p.DistanceM, p.Confidence})
	}
	return fault
}

// coordinateColumns names the columns of the coordinate, or the one that holds both.
func coordinateColumns(f *registry.Family) string {
	lon, lat := f.Header(registry.Longitude), f.Header(registry.Latitude)
	if lon == "" || lat == "" {
		return lon + lat
	}
	return lon + ", " + lat
}

// digest hashes all that is kept of a family, in clear: the sealed values
// differ each time. Texts go in with their lengths, so that none runs into the next.
func (e *familyExaminer) digest(f *registry.Family, h *record) int64 {
	le := binary.LittleEndian
	b := e.text[:0]
	for _, v := range [...]uint64{
		uint64(h.Village), math.Float64bits(h.Loc[0]), math.Float64bits(h.Loc[1]),
		uint64(math.Float32bits(h.AccuracyM)), uint64(h.Desil), uint64(h.HeadSex), uint64(h.HeadBirth.Unix()),
		uint64(h.Members), uint64(h.DukcapilMatch),
	} {
		b = le.AppendUint64(b, v)
	}
	text := func(s string) { b = append(le.AppendUint32(b, uint32(len(s))), s...) }
	for _, s := range [...]seal.Text{f.NIK, f.KK, f.Name, f.Address} {
		text(string(s))
	}
	text(h.LocationRule)
	if h.Housing != 0 {
		b = le.AppendUint32(b, uint32(h.Housing))
	}
	if h.Consumption != 0 {
		text("consumption") // told from a house, for either may be missing
		b = le.AppendUint32(b, uint32(h.Consumption))
	}
	for _, set := range [...][]string{h.Receives, h.ReceivesNot} {
		b = le.AppendUint32(b, uint32(len(set)))
		for _, id := range set {
			text(id)
		}
	}
	e.text = b
	return e.sealer.Digest(b)
}

// seal seals what is personal. Wrong numbers are kept as well: somebody will
// have to look at them.
func (e *familyExaminer) seal(w *work, f *registry.Family, h *poverty.Household) {
	p := seal.Person{NIK: f.NIK, KK: f.KK, Name: f.Name, Address: f.Address}
	h.Personal = w.keep(func(b []byte) []byte { return e.sealer.SealPerson(b, seal.InRecord, h.ID, &p) })
}
