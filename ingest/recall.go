package ingest

import (
	"fmt"

	"tepat/geo/poverty"
	"tepat/ingest/registry"
)

// Most rows of an edition stand in the one before, letter by letter. What was
// made of such a row is recalled, not made again; what hangs on the other rows
// of the file is done with it as with one that was read, so that the outcome
// is the same. Only rows of which there is nothing to say are recalled, and
// only of CSV files in which a row is a family.

// manner tells one way of reading the rows of a file from another: rows that
// are read in two ways have no hash in common. What hangs on the edition's date
// is told by [poverty.Reading].Until.
func (j *job) manner() string {
	return fmt.Sprintf("reading=%d registry=%s codes=%s:%s mapping=%s areas=%s format=%v file=%s", readingVersion, j.report.Name,
		j.set.System, j.set.Vintage, j.set.Mapping.Fingerprint(), j.places.fingerprint(), j.format, j.table.Layout())
}

// A recaller recalls rows. It belongs to one goroutine.
type recaller struct {
	intake poverty.Intake
	hash   func(row string) uint64
	work   *work  // in hand
	row    uint64 // hash of the row in hand; 0 where rows have none
	at     int    // where the row before lay
}

// recall adds the record that was made of a row to the work in hand; false
// where the row must be read.
func (r *recaller) recall(row int64, text string) bool {
	r.row = max(r.hash(text), 1)
	var h record
	read, ok := r.intake.Recall(r.row, r.at, &h.Household)
	if !ok {
		return false
	}
	r.at = read.At
	h.row, h.rows, h.read, h.nik, h.card = row, 1, read, read.NIK, read.Card
	h.known, h.located, h.same = true, true, true
	w := r.work
	w.records = append(w.records, h)
	w.rows++
	w.rounding.Saw(registry.Ending(read.NIKEnd), registry.Ending(read.KKEnd))
	if read.Fine {
		w.points = append(w.points, taken{village: h.Village, unit: read.Unit, row: row, at: h.Loc})
	}
	return true
}

// certainFor is for how many years from a birth on, less one day, no other
// reading of it is possible: then the century of two digits may be another. To
// be too old it takes ten more.
const certainFor = 100

// reading says what to recall of the row in hand: nothing, if something was to
// be said of it, or if it might be read otherwise at another date.
func (r *recaller) reading(f *registry.Family, h *record) (read poverty.Reading) {
	silent := len(f.Faults) == 0 && f.HousingUnread == 0 && h.located && h.LocationRule == ""
	if r.row == 0 || !silent || h.HeadBirth.IsZero() {
		return read
	}
	read = poverty.Reading{
		Row: r.row, NIK: h.nik, Card: h.card, Fine: h.AccuracyM <= finePoint, Until: h.HeadBirth.Year() + certainFor - 1,
		NIKEnd: uint8(f.NIKEnd), KKEnd: uint8(f.KKEnd),
	}
	if f.Enumerator != "" {
		read.Unit = unitOf(f.Enumerator)
	}
	return read
}
