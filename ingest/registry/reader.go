package registry

import (
	"iter"
	"slices"
	"strings"
	"time"

	"tepat/geo/poverty"
	"tepat/ingest/seal"
)

// maxCell is how long a cell may be, in bytes.
const maxCell = 32 << 10

// A Family is what one row says, or the rows of one family in a file of
// persons: read, but neither placed nor sealed. Of a programme's list it is
// one recipient. It is valid until the next one is read.
type Family struct {
	Sheet string
	Row   int64 // as a person counts it, header included; of the head in a file of persons
	Rows  int64 // how many rows it took

	ID, KK, NIK, Name, Address seal.Text
	NIKSound, KKSound          bool // 16 digits that can be a number

	Regency, District, Village, VillageCode string // as the file has them

	Longitude, Latitude string    // as the file has them
	Enumerator          seal.Text // who took the point, or which device

	Desil          int8      // 0 unknown
	Dukcapil       int8      // 1 matched, −1 not, 0 unknown
	Sex            byte      // 'F', 'M', 0 unknown
	Birth          time.Time // zero unknown
	Members        int16     // 0 unknown
	Receives       Programmes
	ReceivesNot    Programmes
	Period, Status string
	Amount         int64 // rupiah
	AmountKnown    bool
	Housing        poverty.Housing
	Consumption    int32 // rupiah a person and month; 0 unknown
	HousingUnread  uint8 // a bit for each question whose answer tepat does not know

	NIKEnd, KKEnd Ending
	Faults        []Fault
	Cells         [][]string // the rows themselves, for what is set aside

	layout *layout
}

// Recipient says whether a row of a list is of a recipient: each is, but where
// the file has a column of yes and no for the programme. Unclear returns the
// fault of a word there that is neither.
func (f *Family) Recipient() (recipient bool, unclear *Fault) {
	if len(f.layout.flags) == 0 || f.Receives != 0 {
		return true, nil
	}
	for i := range f.Faults {
		if f.Faults[i].Rule == FlagForm && f.Faults[i].Column == f.layout.flags[0].header {
			return false, &f.Faults[i]
		}
	}
	return false, nil
}

// Header returns what the file calls a column; "" where it has none.
func (f *Family) Header(c Column) string { return f.layout.headers[c] }

// Headers returns the header row of the sheet.
func (f *Family) Headers() []string { return f.layout.header }

// Broken returns the fault for which the row cannot be used, if any.
func (f *Family) Broken() *Fault {
	for i := range f.Faults {
		if f.Faults[i].Severity == poverty.Aside {
			return &f.Faults[i]
		}
	}
	return nil
}

// A Reader reads the families of batches, one batch at a time. It belongs to
// one goroutine; a table can have many.
type Reader struct {
	table *Table
	asOf  time.Time
	old   time.Time // nobody was born before
	f     Family
	cells []string
	fold  []byte

	answers [len(poverty.Questions)]map[string]int8

	head bool // f's head has been met

	// Pass, if it is set, hears of each row of a CSV file before it is read, and
	// says whether to pass it over; not where a family has several.
	Pass func(row int64, text string) bool
}

// Reader returns a new reader. AsOf is the date of the list: births lie before it.
func (t *Table) Reader(asOf time.Time) *Reader {
	return &Reader{table: t, asOf: asOf, old: asOf.AddDate(-111, 0, 1)}
}

// Families yields the families of a batch. Blank rows are passed over.
func (r *Reader) Families(b *Batch) iter.Seq[*Family] {
	return func(yield func(*Family) bool) {
		l, open, key := b.layout, false, ""
		pass := r.Pass
		if l.persons {
			pass = nil
		}
		for row, cells := range b.records(&r.cells, pass) {
			if blank(cells) {
				continue
			}
			if open && (key == "" || l.familyKey(cells) != key) {
				if open = false; !yield(r.finish(l)) {
					return
				}
			}
			if !open {
				r.begin(l, row)
				open = true
			}
			r.row(l, row, cells)
			if key = l.familyKey(cells); !l.persons {
				if open = false; !yield(r.finish(l)) {
					return
				}
			}
		}
		if open {
			yield(r.finish(l))
		}
	}
}

// records yields the rows of the batch with their numbers, but for those that
// pass, if it is not nil, passes over.
func (b *Batch) records(cells *[]string, pass func(row int64, text string) bool) iter.Seq2[int64, []string] {
	return func(yield func(int64, []string) bool) {
		for i, row := range b.cells {
			if !yield(b.first+int64(i), row) {
				return
			}
		}
		for row, text := b.first, b.text; text != ""; row++ {
			if pass != nil {
				if rest := skipRecord(text, b.sep, cells); pass(row, text[:len(text)-len(rest)]) {
					text = rest
					continue
				}
			}
			*cells, text = nextRecord(text, b.sep, *cells)
			if !yield(row, *cells) {
				return
			}
		}
	}
}

func blank(cells []string) bool {
	for _, c := range cells {
		if c != "" && trim(c) != "" {
			return false
		}
	}
	return true
}

func (r *Reader) begin(l *layout, row int64) {
	r.f = Family{Sheet: l.sheet, Row: row, Faults: r.f.Faults[:0], Cells: r.f.Cells[:0], layout: l}
	r.head = false
}

// row reads one row into the family: the first gives what all rows share, the
// head's gives who the head is, and flags add up.
func (r *Reader) row(l *layout, row int64, cells []string) {
	f := &r.f
	f.Rows++
	r.check(l, row, cells)
	if l.persons {
		cells = slices.Clone(cells) // the next row will use them again
	}
	f.Cells = append(f.Cells, cells)
	if f.Rows == 1 {
		r.shared(l, row, cells)
	}
	if head := l.persons && r.isHead(l, cells); f.Rows == 1 || head && !r.head {
		f.Row, r.head = row, head
		r.person(l, cells)
	}
	r.flags(l, row, cells)
}

// check finds rows that cannot be what they seem.
func (r *Reader) check(l *layout, row int64, cells []string) {
	if len(cells) > l.width && !blank(cells[l.width:]) {
		r.f.Faults = append(r.f.Faults, Fault{TooManyCells, row, ""})
	}
	// A workbook has no cells behind the last that is filled.
	if l.sheet == "" && len(cells) < l.width {
		r.f.Faults = append(r.f.Faults, Fault{TooFewCells, row, l.header[len(cells)]})
	}
	for _, c := range cells {
		if len(c) > maxCell {
			r.f.Faults = append(r.f.Faults, Fault{CellTooLong, row, ""})
			return
		}
	}
}

// shared reads what is the same in all rows of a family.
func (r *Reader) shared(l *layout, row int64, cells []string) {
	f := &r.f
	if id := l.cell(cells, ID); !unsaid(id) {
		f.ID = seal.Text(id)
	}
	kk, broken := ParseKK(l.cell(cells, KK))
	r.fault(broken, l, KK)
	f.KK, f.KKSound = seal.Text(kk), kk != "" && broken == nil
	f.KKEnd = endingOf(kk, broken)
	f.Address = seal.Text(l.cell(cells, Address))
	f.Regency, f.District = l.cell(cells, Regency), l.cell(cells, District)
	f.Village, f.VillageCode = l.cell(cells, Village), l.cell(cells, VillageCode)
	f.Longitude, f.Latitude = l.cell(cells, Longitude), l.cell(cells, Latitude)
	f.Enumerator = seal.Text(l.cell(cells, Enumerator))
	f.Period, f.Status = l.cell(cells, Period), l.cell(cells, Status)

	r.housing(l, cells)
	ok := true
	if f.Desil, ok = parseDesil(l.cell(cells, Desil)); !ok {
		r.fault(DesilForm, l, Desil)
	}
	if f.Members, ok = parseMembers(l.cell(cells, Members)); !ok {
		f.Members = 0
		r.fault(MembersForm, l, Members)
	}
	if f.Consumption, ok = parseConsumption(l.cell(cells, Consumption)); !ok {
		r.fault(ConsumptionForm, l, Consumption)
	}
	if s := l.cell(cells, Amount); s != "" && s != "-" {
		if f.Amount, f.AmountKnown = parseAmount(s); !f.AmountKnown {
			r.fault(AmountForm, l, Amount)
		}
	}
}

// person reads who the head is; in a file of persons it forgets whom it took for the head before.
func (r *Reader) person(l *layout, cells []string) {
	f := &r.f
	f.Faults = withoutPerson(f.Faults, l)
	nik, broken := ParseNIK(l.cell(cells, NIK))
	r.fault(broken, l, NIK)
	f.NIK, f.NIKSound = seal.Text(nik), broken == nil
	f.NIKEnd = endingOf(nik, broken)
	f.Name = seal.Text(l.cell(cells, Name))
	f.Sex, f.Birth, f.Dukcapil = 0, time.Time{}, 0
	if s := l.cell(cells, Sex); s != "" && s != "-" {
		if f.Sex = r.word(s).sex; f.Sex == 0 {
			r.fault(SexForm, l, Sex)
		}
	}
	if s := l.cell(cells, Birth); !unsaid(s) {
		r.birth(s, l)
	}
	if s := l.cell(cells, Dukcapil); s != "" && s != "-" {
		if f.Dukcapil = r.word(s).yes; f.Dukcapil == 0 {
			r.fault(FlagForm, l, Dukcapil)
		}
	}
	if f.NIKSound {
		r.compare(nik, l)
	}
}

// withoutPerson drops the faults of a person who turned out not to be the head.
func withoutPerson(faults []Fault, l *layout) []Fault {
	if !l.persons {
		return faults
	}
	kept := faults[:0]
	for _, f := range faults {
		switch f.Column {
		case l.headers[NIK], l.headers[Sex], l.headers[Birth], l.headers[Dukcapil]:
			if f.Column != "" {
				continue
			}
		}
		kept = append(kept, f)
	}
	return kept
}

func (r *Reader) birth(s string, l *layout) {
	d, ok := ParseDate(s, r.asOf)
	switch {
	case !ok:
		r.fault(BirthForm, l, Birth)
	case d.After(r.asOf):
		r.fault(BirthFuture, l, Birth)
	default:
		if d.Before(r.old) {
			r.fault(BirthOld, l, Birth)
		}
		r.f.Birth = d
	}
}

// compare holds a sound NIK against what the row says beside it. What the row
// does not say is taken from the NIK.
func (r *Reader) compare(nik string, l *layout) {
	f := &r.f
	_, _, _, sex := encoded(nik)
	switch {
	case f.Birth.IsZero():
		f.Birth, _ = Encoded(nik, r.asOf)
	case !agrees(nik, f.Birth):
		r.fault(NIKBirth, l, NIK)
	}
	switch {
	case f.Sex == 0:
		f.Sex = sex
	case f.Sex != sex:
		r.fault(NIKSex, l, NIK)
	}
	if nik[2:4] == "00" || nik[4:6] == "00" {
		r.fault(NIKDistrict, l, NIK)
	}
	if f.NIK == f.KK {
		r.fault(NIKIsKK, l, NIK)
	}
}

// flags reads the columns that say what the family receives. One yes among its
// rows, or among two columns of one programme, is a yes.
func (r *Reader) flags(l *layout, row int64, cells []string) {
	f := &r.f
	for i := range l.flags {
		c := &l.flags[i]
		if c.at >= len(cells) {
			continue
		}
		s := trim(cells[c.at])
		if s == "" || s == "-" {
			continue
		}
		switch r.word(s).yes {
		case 1:
			f.Receives |= c.bit
		case -1:
			f.ReceivesNot |= c.bit
		default:
			f.Faults = append(f.Faults, Fault{FlagForm, row, c.header})
		}
	}
	f.ReceivesNot &^= f.Receives
}

func (r *Reader) finish(l *layout) *Family {
	if l.persons && !l.has(Members) {
		r.f.Members = int16(min(r.f.Rows, 99))
	}
	return &r.f
}

func (r *Reader) isHead(l *layout, cells []string) bool {
	s := l.cell(cells, Relation)
	return s != "" && r.word(s).head
}

// fault notes a rule for a column of the row that is being read.
func (r *Reader) fault(rule *Rule, l *layout, c Column) {
	if rule != nil {
		r.f.Faults = append(r.f.Faults, Fault{rule, r.f.Row, l.headers[c]})
	}
}

// word returns what the word in a cell says.
func (r *Reader) word(s string) word {
	b := r.fold[:0]
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9' || c >= 'a' && c <= 'z':
			b = append(b, c)
		case c >= 'A' && c <= 'Z':
			b = append(b, c|0x20)
		case c >= 0x80:
			return r.table.words[foldHeader(strings.ToValidUTF8(s, ""))]
		}
	}
	r.fold = b
	return r.table.words[string(b)]
}
