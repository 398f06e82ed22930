package locate

import (
	"math"

	"tepat/geo"
	"tepat/geo/poverty"
	"tepat/ingest/say"

	"github.com/paulmach/orb"
)

// Shifted is the rule of batches whose points lie off together, found over many rows.
const Shifted = "C14"

// A Placed is a point with the village (an Area.ID) that its family declares.
type Placed struct {
	Village int32
	Point   orb.Point
}

// A Shift is by how much the points of a batch lie off together: they are of
// a map of an old datum, or of a device or program with a wrong zero.
type Shift struct {
	East, North geo.Metres
}

// Distance returns the length of the shift.
func (s Shift) Distance() geo.Metres {
	return geo.Metres(math.Hypot(float64(s.East), float64(s.North)))
}

// Direction returns where the points lie from where they belong, in eight words.
func (s Shift) Direction() poverty.Text {
	eighth := math.Round(math.Atan2(float64(s.North), float64(s.East)) / (math.Pi / 4))
	return say.Directions[(int(eighth)+8)%8]
}

// Undo returns where p lies without the shift.
func (s Shift) Undo(p orb.Point) orb.Point {
	const perDegree = 111_320 // metres, to 1 %
	return orb.Point{p[0] - float64(s.East)/(perDegree*math.Cos(p[1]*math.Pi/180)), p[1] - float64(s.North)/perDegree}
}

// What a shift must show to be told. The figures are from made-up families in
// the real villages of Kutai Kartanegara: 1 in 50 to 1 in 6 of a district's
// points leave their village when all are moved by 300 to 500 m, and moving
// them back brings 4 of 5 in. Where errors have no common direction, moving any
// way takes more out than it brings in.
const (
	leastOutside  = 12   // points outside their villages: fewer are chance
	leastGain     = 0.6  // of these, brought in less taken out
	leastVillages = 3    // of which two points or more are brought in, for one border may be drawn wrong
	mostOfOne     = 0.75 // of the points brought in, from one village
	leastShift    = 150  // metres: less is how exact borders and devices are
	mostShift     = 1200 // metres: old datums are 100 to 700 off
	probe         = 400  // metres
	coarse, fine  = 150, 50
)

// FindShift looks for one movement of some hundred metres that brings most of
// the points which lie outside their villages into them, and few of the others
// out. Villages without boundary must not be among them.
//
// One village alone tells nothing: a border that is drawn wrong, or a hamlet
// beyond it, looks the same. It takes three, and a place from which the points
// cannot be moved further in most directions without losing them again.
func FindShift(points []Placed, in Villages) (Shift, bool) {
	s := search{points: points, in: in}
	s.outside = s.left(Shift{})
	if s.outside < leastOutside || !s.worthwhile() {
		return Shift{}, false
	}
	s.forgetInner()
	best := s.best()
	return best, best.Distance() >= leastShift && s.sure(best)
}

// A search is for the shift of a batch.
type search struct {
	points  []Placed
	in      Villages
	outside int // as they stand
}

// left counts the points that lie outside their villages once a shift is undone.
func (s *search) left(by Shift) (n int) {
	for i := range s.points {
		if p := &s.points[i]; !s.in.Within(p.Village, by.Undo(p.Point)) {
			n++
		}
	}
	return n
}

// around yields n shifts at a distance from another one, in all directions.
func around(at Shift, distance geo.Metres, n int) (all []Shift) {
	for k := range n {
		sin, cos := math.Sincos(2 * math.Pi * float64(k) / float64(n))
		all = append(all, Shift{at.East + distance*geo.Metres(cos), at.North + distance*geo.Metres(sin)})
	}
	return all
}

// worthwhile says whether any of eight movements brings in more points than it
// takes out. It spares nearly all batches the search.
func (s *search) worthwhile() bool {
	for _, by := range around(Shift{}, probe, 8) {
		if s.left(by) < s.outside {
			return true
		}
	}
	return false
}

// forgetInner drops the points that stay inside wherever they are moved.
func (s *search) forgetInner() {
	var near []Placed
	ways := append(around(Shift{}, mostShift, 8), append(around(Shift{}, mostShift/2, 8), Shift{})...)
	for _, p := range s.points {
		for _, by := range ways {
			if !s.in.Within(p.Village, by.Undo(p.Point)) {
				near = append(near, p)
				break
			}
		}
	}
	s.points = near
}

// best returns the shift that leaves the fewest points outside. Where the
// villages leave room, a short one is more likely than a long one.
func (s *search) best() Shift {
	best, least := Shift{}, s.cost(Shift{})
	for _, grid := range [...]struct{ reach, step geo.Metres }{{mostShift, coarse}, {coarse, fine}} {
		middle := best
		for east := -grid.reach; east <= grid.reach; east += grid.step {
			for north := -grid.reach; north <= grid.reach; north += grid.step {
				by := Shift{middle.East + east, middle.North + north}
				if by.Distance() > mostShift {
					continue
				}
				if c := s.cost(by); c < least {
					best, least = by, c
				}
			}
		}
	}
	return best
}

// cost is how many points a shift leaves outside, and a twentieth of those
// that lie outside as they stand for every kilometre.
func (s *search) cost(by Shift) float64 {
	return float64(s.left(by)) + float64(by.Distance())/20_000*float64(s.outside)
}

// sure says whether a shift explains enough, in enough villages, and whether
// others, as far from it as it is long, would not explain as much.
func (s *search) sure(by Shift) bool {
	left := s.left(by)
	if float64(s.outside-left) < leastGain*float64(s.outside) {
		return false
	}
	worse := 0
	for _, other := range around(by, max(2*leastShift, by.Distance()), 8) {
		if float64(s.left(other)-left) >= 0.3*float64(s.outside) {
			worse++
		}
	}
	return worse >= 5 && s.inVillages(by)
}

// inVillages says whether the points that come in are of several villages.
func (s *search) inVillages(by Shift) bool {
	all, villages, most := 0, 0, 0
	in := map[int32]int{}
	for _, p := range s.points {
		if s.in.Within(p.Village, p.Point) || !s.in.Within(p.Village, by.Undo(p.Point)) {
			continue
		}
		all++
		in[p.Village]++
		if in[p.Village] == 2 {
			villages++
		}
		most = max(most, in[p.Village])
	}
	return villages >= leastVillages && float64(most) <= mostOfOne*float64(all)
}
