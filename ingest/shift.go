package ingest

import (
	"cmp"
	"math"
	"slices"

	"tepat/geo/area"
	"tepat/geo/poverty"
	"tepat/ingest/locate"
	"tepat/ingest/registry"
	"tepat/ingest/say"
	"tepat/ingest/seal"

	"github.com/paulmach/orb"
)

// How much of a file is looked at for a shift. It bounds memory to some 20 MB,
// and the time of each search to milliseconds.
const (
	perCell     = 256     // points of one village, sheet and enumerator
	mostPoints  = 1 << 19 // of all of them, 24 bytes each: beyond, all keep half as many
	mostCells   = 1 << 15
	mostUnits   = 1 << 11 // enumerators: beyond, the column holds something else
	perSearch   = 2048    // points
	leastOfCell = 8       // points in a search, where a cell has them
	farPoint    = 3000    // metres outside its village: such a point is wrong in another way
	finePoint   = 50      // metres of accuracy: a coarser point says nothing of a shift
	mostOfPlace = 0.75    // of what a shift brings in, from one district of several
)

// A taken point is where somebody has recorded a family.
type taken struct {
	village int32
	unit    uint64 // who or what recorded it, hashed; 0 unknown
	row     int64
	at      orb.Point
}

// take notes the point that was read from a row, if it can tell of a shift.
func (w *work) take(f *registry.Family, village int32, r locate.Reading) {
	t := taken{village: village, row: f.Row, at: r.Point}
	switch {
	case r.Status == locate.Located && r.AccuracyM <= finePoint:
	case r.Status == locate.Proposed && (r.Rule == locate.OtherVillage || r.Rule == locate.OtherRegency) && r.Proposal.DistanceM <= farPoint:
		t.at = r.Proposal.Point
	default:
		return
	}
	if f.Enumerator != "" {
		t.unit = unitOf(f.Enumerator)
	}
	w.sheet = f.Sheet
	w.points = append(w.points, t)
}

// unitOf hashes an enumerator (FNV-1a): who it was must not be told. It is never 0.
func unitOf(name seal.Text) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(name) {
		h = (h ^ uint64(name[i])) * 1099511628211
	}
	return h | 1
}

// shifts keeps a sample of the points of a file, by what might have moved them
// together: cells of one village on one sheet, by one enumerator.
type shifts struct {
	sheets []string
	units  map[uint64]bool
	crowd  bool // there are too many units to be enumerators
	cells  map[cellKey]*shiftCell
	size   int // points that a cell keeps
	kept   int
	key    cellKey
	cell   *shiftCell // of key
}

type cellKey struct {
	sheet   int
	unit    uint64
	village int32
}

type shiftCell struct {
	cellKey
	families int64
	row      int64    // the first
	points   []ranked // a heap with the highest rank on top, where there are as many as may be
}

// A ranked point is one that chance has given a rank; those of the lowest
// ranks are a fair sample, in whatever order the rows come.
type ranked struct {
	rank uint64
	at   orb.Point
}

// add takes the points of a batch.
func (s *shifts) add(sheet string, points []taken) {
	if len(points) == 0 {
		return
	}
	if n := len(s.sheets); n == 0 || s.sheets[n-1] != sheet {
		s.sheets = append(s.sheets, sheet)
	}
	for i := range points {
		s.addPoint(len(s.sheets)-1, &points[i])
	}
}

func (s *shifts) addPoint(sheet int, t *taken) {
	key := cellKey{sheet, s.unit(t.unit), t.village}
	if s.cell == nil || s.key != key {
		s.key, s.cell = key, s.find(key, t.row)
	}
	if s.cell == nil {
		return
	}
	s.cell.families++
	if s.cell.add(ranked{spread(uint64(t.row) + uint64(sheet)<<40), t.at}, s.size) {
		if s.kept++; s.kept > mostPoints {
			s.thin()
		}
	}
}

// unit returns the unit of a point, 0 where the column turned out to hold
// another thing for nearly every row.
func (s *shifts) unit(unit uint64) uint64 {
	if unit == 0 || s.crowd {
		return 0
	}
	if !s.units[unit] {
		if len(s.units) == mostUnits {
			s.forgetUnits()
			return 0
		}
		if s.units == nil {
			s.units = map[uint64]bool{}
		}
		s.units[unit] = true
	}
	return unit
}

// find returns the cell of a key, a new one where there is none, nil where
// there are too many.
func (s *shifts) find(key cellKey, row int64) *shiftCell {
	c := s.cells[key]
	if c == nil && len(s.cells) < mostCells {
		if s.cells == nil {
			s.cells, s.size = map[cellKey]*shiftCell{}, perCell
		}
		c = &shiftCell{cellKey: key, row: row}
		s.cells[key] = c
	}
	return c
}

// add keeps p if it is of the n with the lowest ranks, and says whether the
// cell has one more.
func (c *shiftCell) add(p ranked, n int) (more bool) {
	switch {
	case len(c.points) < n:
		c.points, more = append(c.points, p), true
		if len(c.points) == n {
			c.heap()
		}
	case p.rank < c.points[0].rank:
		c.points[0] = p
		c.sift(0)
	}
	return more
}

func (c *shiftCell) heap() {
	for i := len(c.points)/2 - 1; i >= 0; i-- {
		c.sift(i)
	}
}

// sift lets the point at a place of the heap sink to where it belongs.
func (c *shiftCell) sift(at int) {
	for {
		child := 2*at + 1
		if child+1 < len(c.points) && c.points[child+1].rank > c.points[child].rank {
			child++
		}
		if child >= len(c.points) || c.points[child].rank <= c.points[at].rank {
			return
		}
		c.points[at], c.points[child] = c.points[child], c.points[at]
		at = child
	}
}

// sort puts the points into the order of their ranks; they are no heap any more.
func (c *shiftCell) sort() {
	slices.SortFunc(c.points, func(a, b ranked) int { return cmp.Compare(a.rank, b.rank) })
}

// thin halves what every cell keeps.
func (s *shifts) thin() {
	s.size = max(1, s.size/2)
	s.kept = 0
	for _, c := range s.cells {
		c.sort()
		c.points = slices.Clone(c.points[:min(s.size, len(c.points))])
		c.heap()
		s.kept += len(c.points)
	}
}

// forgetUnits puts together what was told apart by units.
func (s *shifts) forgetUnits() {
	apart := s.inOrder()
	s.crowd, s.units, s.cells, s.cell, s.kept = true, nil, map[cellKey]*shiftCell{}, nil, 0
	for _, c := range apart {
		key := cellKey{c.sheet, 0, c.village}
		to := s.find(key, c.row)
		to.families += c.families
		for _, p := range c.points {
			if to.add(p, s.size) {
				s.kept++
			}
		}
	}
}

// inOrder returns the cells in the order of their first rows, with their
// points in the order of their ranks. Nothing can be added any more.
func (s *shifts) inOrder() (cells []*shiftCell) {
	for _, c := range s.cells {
		c.sort()
		cells = append(cells, c)
	}
	slices.SortFunc(cells, func(a, b *shiftCell) int {
		return cmp.Or(cmp.Compare(a.sheet, b.sheet), cmp.Compare(a.row, b.row))
	})
	return cells
}

// A shiftedBatch is a part of the file whose points lie off together.
type shiftedBatch struct {
	locate.Shift
	cells    []*shiftCell
	by       partBy
	district area.Code // of by district
	families int64
}

// partBy says what makes a part of a file a batch.
type partBy uint8

const (
	byFile partBy = iota
	bySheet
	byUnit
	byDistrict
)

// A shiftSearch looks for the batches of a file whose points lie off together.
type shiftSearch struct {
	in       locate.Villages
	district func(village int32) area.Code
	left     []*shiftCell // of no batch that was found
	found    []shiftedBatch
}

// batches looks at the file as a whole, then at what is left by sheet, by
// enumerator and by district of the declared villages: the widest batch that
// lies off is told, not its parts.
func (s *shifts) batches(in locate.Villages, district func(village int32) area.Code) []shiftedBatch {
	l := &shiftSearch{in: in, district: district, left: s.inOrder()}
	l.look(l.left, shiftedBatch{by: byFile})
	if len(s.sheets) > 1 {
		for _, cells := range groupBy(l.left, func(c *shiftCell) int { return c.sheet }) {
			l.look(cells, shiftedBatch{by: bySheet})
		}
	}
	for _, cells := range groupBy(l.left, func(c *shiftCell) uint64 { return c.unit }) {
		if cells[0].unit != 0 {
			l.look(cells, shiftedBatch{by: byUnit})
		}
	}
	for _, cells := range groupBy(l.left, func(c *shiftCell) area.Code { return district(c.village) }) {
		l.look(cells, shiftedBatch{by: byDistrict, district: district(cells[0].village)})
	}
	return l.found
}

// groupBy puts cells into groups, in the order in which the groups are met.
func groupBy[K comparable](cells []*shiftCell, key func(*shiftCell) K) (groups [][]*shiftCell) {
	at := map[K]int{}
	for _, c := range cells {
		k := key(c)
		i, ok := at[k]
		if !ok {
			i = len(groups)
			at[k], groups = i, append(groups, nil)
		}
		groups[i] = append(groups[i], c)
	}
	return groups
}

// look notes the cells as a batch if their points lie off together.
func (l *shiftSearch) look(cells []*shiftCell, b shiftedBatch) {
	points := sampleOf(cells)
	shift, ok := locate.FindShift(points, l.in)
	if !ok || (b.by == byFile || b.by == bySheet) && l.oneDistrict(points, shift) {
		return
	}
	b.Shift, b.cells = shift, cells
	in := make(map[*shiftCell]bool, len(cells))
	for _, c := range cells {
		in[c] = true
		b.families += c.families
	}
	l.found = append(l.found, b)
	var left []*shiftCell
	for _, c := range l.left {
		if !in[c] {
			left = append(left, c)
		}
	}
	l.left = left
}

// sampleOf returns points of cells: of all in equal numbers, or of some spread
// over the file, so that a search takes milliseconds.
func sampleOf(cells []*shiftCell) (points []locate.Placed) {
	step := max(1, (len(cells)*leastOfCell+perSearch-1)/perSearch)
	each := max(leastOfCell, perSearch/max(1, len(cells)))
	for i := 0; i < len(cells); i += step {
		c := cells[i]
		for _, p := range c.points[:min(each, len(c.points))] {
			points = append(points, locate.Placed{Village: c.village, Point: p.at})
		}
	}
	return points
}

// oneDistrict says whether nearly all points that a shift brings in are of one
// district out of several: then that one lies off, and not all.
func (l *shiftSearch) oneDistrict(points []locate.Placed, by locate.Shift) bool {
	all, most, of := 0, 0, map[area.Code]int{}
	for _, p := range points {
		d := l.district(p.Village)
		n := of[d]
		if !l.in.Within(p.Village, p.Point) && l.in.Within(p.Village, by.Undo(p.Point)) {
			all, n = all+1, n+1
		}
		of[d], most = n, max(most, n)
	}
	return len(of) > 1 && float64(most) > mostOfPlace*float64(all)
}

// say tells of the batch: coarsely how far its points lie off, and of none where it lies.
func (b *shiftedBatch) say() poverty.Text {
	which := map[partBy]poverty.Text{bySheet: say.OfSheet, byUnit: say.OfEnumerator,
		byDistrict: say.Fill(say.OfDistrict, b.district)}[b.by]
	return say.Fill(say.Shifted, b.families, which, 100*math.Round(float64(b.Distance())/100), b.Direction())
}

// reportShifts reports the batches whose points lie off together.
func (j *job) reportShifts() error {
	parents := map[int32]area.Code{}
	for _, a := range j.places.areas {
		parents[a.ID] = a.Parent
	}
	for _, b := range j.shifts.batches(j.places.locator, func(v int32) area.Code { return parents[v] }) {
		first := b.cells[0]
		f := poverty.Fault{Sheet: j.shifts.sheets[first.sheet], Row: first.row, Rule: locate.Shifted, Message: b.say(), Severity: poverty.Warning,
			Column: j.table.Header(registry.Longitude) + ", " + j.table.Header(registry.Latitude)}
		if b.by == byUnit {
			f.Column = j.table.Header(registry.Enumerator)
		}
		j.report.count(f.Rule, f.Severity, say.ShiftedMany, b.families-1) // the fault itself counts one
		if err := j.fault(&f); err != nil {
			return err
		}
	}
	return nil
}
