package api

import (
	"bytes"
	"cmp"
	"fmt"
	"html"
	"math"
	"net/http"
	"slices"
	"strings"

	"tepat/geo/area"
	"tepat/geo/disclose"
	"tepat/geo/poverty"
	"tepat/geo/stat"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// A mapClass is a class of the map beside a table, or a state.
type mapClass struct {
	Colour      string
	State       disclose.State
	From, Below float64 // of values; Below is +Inf for the last
	UpTo        bool    // what is missed of a coverage: the ends are the other way round, more than From and up to Below
	Areas       int
	Families    int
}

// Bare says whether the class is a state without a figure.
func (c mapClass) Bare() bool { return c.State != disclose.Value }

// First says whether the class has no lower end but zero.
func (c mapClass) First() bool { return c.From == 0 }

// Last says whether the class has no upper end.
func (c mapClass) Last() bool { return math.IsInf(c.Below, 1) }

// Shades, light to dark, of what is missed; and by what the id of an indicator
// begins with those of its question, else of poverty: the page's own, in web/src/scale.ts,
// since the page shows this map where it can draw none. Where much is good they are
// taken the other way round, so that what asks for help is dark.
var (
	shades    = []string{"#fde6b8", "#fbc071", "#f58949", "#d45336", "#b12920", "#641008", "#3f000f"}
	shadesFor = map[string][]string{
		"gap":      shades,
		"coverage": {"#ecf7a7", "#a9daad", "#60bcbb", "#3792ba", "#285da3", "#202e7f", "#0c1245"},
		"eligible": {"#e0eaf5", "#b2c9e8", "#959fcf", "#8772b3", "#793b8e", "#610e68", "#2d0230"},
		"leakage":  {"#ffdfd8", "#f5acc1", "#e86fa4", "#d13e9f", "#9d226d", "#630069", "#2a0030"},
		"poverty":  {"#e8e2f2", "#bfc2eb", "#7ca0db", "#3a8da5", "#0f6a66", "#003a29", "#001a24"},
	}
	// Away from a centre, and at it.
	morePressing = []string{"#fbc27b", "#df7f1f", "#8f3c05"}
	lessPressing = []string{"#c3b8e2", "#8672bd", "#41226f"}
	middling     = "#e6ecd8"
)

// shadesOf returns the colours of an indicator's question.
func shadesOf(i poverty.Indicator) []string {
	head, _, _ := strings.Cut(i.ID, "_")
	if s, ok := shadesFor[head]; ok && (i.Programme != "" || i.Group != "") {
		return s
	}
	return shadesFor["poverty"]
}

// bareClasses are what stands where there is no class, in the order of the legend.
var bareClasses = []mapClass{
	{Colour: "#ffffff", State: disclose.Zero},
	{Colour: "#d8d4ca", State: disclose.NoData},
	{Colour: "url(#withheld)", State: disclose.Withheld},
}

// A mapScale is how the map beside a table shows figures: in the classes of an
// indicator, or where the table is about families missed of what coverage leaves over.
type mapScale struct {
	classesAnswer
	only      string // the class or state that is kept; "" for all
	indicator int
	unit      string
	missed    bool
	Classes   []mapClass
}

// scaleOf returns the scale of a table's map: the classes of all areas of the level.
// They count those that the table is about.
func scaleOf(e, basis *edition, about *listing, q tableQuery) (s mapScale, err error) {
	s.indicator, s.only = q.shows(about), q.Only
	in := e.about.Indicators[s.indicator]
	s.unit, s.missed = in.Unit, in.ID == "coverage_"+q.About && q.Measure == ""
	within := -1
	if i, known := e.place[q.Within]; known {
		within = i
	}
	if s.classesAnswer, err = e.classed(basis, in.ID, classQuestion{cmp.Or(q.Parted, string(q.Level)), q.Method, q.Classes, q.Target}, within); err != nil {
		return s, err
	}
	bare := slices.Clone(bareClasses)
	if strings.HasPrefix(in.ID, "coverage_") && !s.missed {
		bare[0].Colour = "#0a0a09" // nobody is reached: that presses more than any class
	}
	for i := range bare {
		bare[i].Areas = s.States[bare[i].State.String()]
	}
	if s.missed {
		s.turn(e, q, bare)
	}
	colours := coloursOf(in.Indicator, s.classesAnswer, s.missed)
	for i, c := range s.classesAnswer.Classes {
		each := mapClass{Colour: colours[i], State: disclose.Value, Below: math.Inf(1), Areas: c.Areas, Families: c.Families}
		if c.From != nil {
			each.From = *c.From
		}
		if c.Below != nil {
			each.Below = *c.Below
		}
		if s.missed {
			each.From, each.Below, each.UpTo = four(1-each.Below), four(1-each.From), true
			if c.Below == nil {
				each.From = 0
			}
			if c.From == nil {
				each.Below = math.Inf(1)
			}
		}
		s.Classes = append(s.Classes, each)
	}
	if s.missed {
		slices.Reverse(s.Classes)
	}
	s.Classes = append(s.Classes, bare...)
	return s, s.checkOnly()
}

// turn makes of what is reached what is missed: where nobody is, all are, and the other way round.
func (s *mapScale) turn(e *edition, q tableQuery, bare []mapClass) {
	last := &s.classesAnswer.Classes[len(s.classesAnswer.Classes)-1]
	for i := range e.Release().Areas().Len() {
		f := e.Release().Areas().At(i).Figure(s.indicator)
		switch {
		case !e.inTable(i, q):
		case f.State() == disclose.Zero:
			bare[0].Areas--
			s.classesAnswer.Classes[0].Areas++
			s.classesAnswer.Classes[0].Families += int(f.Denominator())
		case f.Value() >= 1:
			bare[0].Areas++
			last.Areas--
			last.Families -= int(f.Denominator())
		}
	}
}

// class returns the place of the class that the figure lies in.
func (s mapScale) class(f disclose.Figure) int {
	state := f.State()
	switch {
	case s.missed && state == disclose.Zero:
		return len(s.bounds)
	case s.missed && f.Shown() && f.Value() >= 1:
		state = disclose.Zero
	}
	if state != disclose.Value {
		return slices.IndexFunc(s.Classes, func(c mapClass) bool { return c.State == state })
	}
	i := stat.ClassOf(classValue(f, s.unit), s.bounds)
	if s.missed {
		return len(s.bounds) - i
	}
	return i
}

// inTable says whether an area is one of those that a table is about.
func (e *edition) inTable(i int, q tableQuery) bool {
	if e.Release().Areas().At(i).Area().Level != q.Level {
		return false
	}
	within, known := e.place[q.Within]
	return !known || e.lies(i, within)
}

// isGood says whether much of an indicator is good.
func isGood(i poverty.Indicator) bool {
	return i.ID == "coverage_"+i.Programme || i.ID == "coverage_"+i.Group || i.ID == "located_share" || i.ID == "dukcapil_match"
}

// mapWidth is how wide the map is drawn, in units of its own.
const mapWidth = 960

// tableMap answers with the map beside a table: areas by class, as SVG.
func (s *Server) tableMap(w http.ResponseWriter, r *http.Request, about *listing) error {
	q, err := tableQueryOf(r, about)
	if err != nil {
		return err
	}
	if about.known(w, r) {
		return nil
	}
	e, err := s.shelf.edition(r.Context(), about.ID)
	if err != nil {
		return err
	}
	basis, err := s.basisEdition(r, e, about, q)
	if err != nil {
		return err
	}
	scale, err := scaleOf(e, basis, about, q)
	if err != nil {
		return err
	}
	if q.With != "" {
		pair := pairUp(e.Release(), about.measure(q.About), indexOf(about.Release, q.With))
		return writeBody(w, r, "image/svg+xml", drawTableMap(e, filled(pair.colour), q, nil))
	}
	return writeBody(w, r, "image/svg+xml", drawTableMap(e, scale.ground, q, &scale))
}

// filled returns how an area of a colour is filled.
func filled(colour func(disclose.Area) string) func(disclose.Area) string {
	return func(a disclose.Area) string { return fmt.Sprintf(`fill="%s"`, colour(a)) }
}

// drawTableMap draws the areas of a level as they are filled; over them circles, where a scale of counts is given.
func drawTableMap(e *edition, fill func(disclose.Area) string, q tableQuery, counts *mapScale) []byte {
	b := e.about.Bounds
	scale := mapWidth / max(b[2]-b[0], 1e-6)
	height := int(math.Ceil((b[3] - b[1]) * scale))
	var out bytes.Buffer
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif">`, mapWidth, height)
	out.WriteString(`<defs><pattern id="withheld" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">` +
		`<rect width="6" height="6" fill="#f6f3ec"/><path d="M0 0V6" stroke="#aaa497" stroke-width="2"/></pattern></defs>`)
	draw := pen{out: &out, west: b[0], north: b[3], scale: scale}
	areas := e.Release().Areas()
	for i := range areas.Len() {
		if a := areas.At(i).Area(); a.Level == q.Level {
			draw.area(a, fill(areas.At(i))+` stroke="#fff" stroke-width="0.6"`)
		}
	}
	for i := range areas.Len() {
		switch a := areas.At(i).Area(); {
		case a.Level == area.District:
			draw.area(a, `fill="none" stroke="#5d574c" stroke-width="1"`)
		case a.Level == area.Regency:
			draw.area(a, `fill="none" stroke="#1c1a17" stroke-width="2"`)
		}
	}
	if i, known := e.place[q.Within]; known {
		draw.area(areas.At(i).Area(), `fill="none" stroke="#0f5f6b" stroke-width="4"`)
	}
	if counts != nil && counts.drawsCircles() {
		draw.circles(e, *counts, blankPage(e, q), height)
	}
	for i := range areas.Len() {
		if a := areas.At(i).Area(); a.Level == area.District {
			draw.name(a)
		}
	}
	out.WriteString("</svg>")
	return out.Bytes()
}

// A pen draws areas in the units of the map: degrees, alike along both axes as
// near to the equator they are.
type pen struct {
	out         *bytes.Buffer
	west, north float64
	scale       float64
}

func (p pen) at(o orb.Point) (x, y float64) {
	return (o[0] - p.west) * p.scale, (p.north - o[1]) * p.scale
}

// area draws an outline. Corners that fall on one unit are one.
func (p pen) area(a area.Area, style string) {
	fmt.Fprintf(p.out, `<path %s fill-rule="evenodd" d="`, style)
	for _, polygon := range a.Shape {
		for _, ring := range polygon {
			p.ring(ring)
		}
	}
	p.out.WriteString(`"/>`)
}

func (p pen) ring(ring orb.Ring) {
	lastX, lastY := math.MinInt, math.MinInt
	command := byte('M')
	for _, o := range ring {
		fx, fy := p.at(o)
		x, y := int(math.Round(fx)), int(math.Round(fy))
		if x == lastX && y == lastY {
			continue
		}
		fmt.Fprintf(p.out, "%c%d %d", command, x, y)
		lastX, lastY, command = x, y, 'L'
	}
	p.out.WriteByte('Z')
}

// name writes the name of a district over the middle of its largest part.
func (p pen) name(a area.Area) {
	if len(a.Shape) == 0 {
		return
	}
	x, y := p.at(largest(a.Shape).Bound().Center())
	fmt.Fprintf(p.out, `<text x="%.0f" y="%.0f" font-size="12" text-anchor="middle" fill="#1c1a17" stroke="#fdfcf9" stroke-width="3" paint-order="stroke">%s</text>`,
		x, y, html.EscapeString(a.Name))
}

// largest returns the part with the largest area: an island with a ragged coast
// has more corners than a plain.
func largest(shape orb.MultiPolygon) orb.Polygon {
	return slices.MaxFunc(shape, func(x, y orb.Polygon) int { return cmp.Compare(planar.Area(x), planar.Area(y)) })
}
