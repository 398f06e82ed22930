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

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// A mapClass is a class of the map beside a table, or a state.
type mapClass struct {
	Colour      string
	State       disclose.State
	From, Below float64 // of values; Below is +Inf for the last
	Areas       int
}

// Bare says whether the class is a state without a figure.
func (c mapClass) Bare() bool { return c.State != disclose.Value }

// Last says whether the class has no upper end.
func (c mapClass) Last() bool { return math.IsInf(c.Below, 1) }

// Shades, light to dark, of what is missed; and by what the id of an indicator
// begins with those of its question, else of poverty: the page's own, in web/src/scale.ts,
// since the page shows this map where it can draw none. Where much is good they are
// taken the other way round, so that what asks for help is dark.
var (
	shades    = []string{"#fde0ad", "#fdb368", "#f1743a", "#c83a28", "#820610"}
	shadesFor = map[string][]string{
		"gap":      shades,
		"coverage": {"#eaf0a5", "#9bd5ad", "#43afc2", "#2a74b2", "#232f85"},
		"eligible": {"#d9e2ee", "#adc1de", "#8b91c4", "#8352a1", "#660c68"},
		"leakage":  {"#fbdcd6", "#f5a3b7", "#e2559a", "#b21f7e", "#54005a"},
		"poverty":  {"#e4deef", "#adbce2", "#5f9ccd", "#157d7c", "#02443a"},
	}
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
	indicator int
	missed    bool
	Classes   []mapClass
}

// scaleOf returns the scale of a table's map: fifths of all areas of the level.
// The classes count those that the table is about.
func scaleOf(e *edition, about *listing, q tableQuery) mapScale {
	s := mapScale{indicator: about.measure(q.About)}
	in := e.about.Indicators[s.indicator]
	s.missed = in.ID == "coverage_"+q.About
	cuts := slices.Clone(e.breaks[in.ID][string(q.Level)])
	if s.missed {
		for i := range cuts {
			cuts[i] = 1 - cuts[i]
		}
		slices.Reverse(cuts)
	}
	colours, bare := shades, slices.Clone(bareClasses)
	if !s.missed {
		colours = slices.Clone(shadesOf(in.Indicator))
		cuts = slices.DeleteFunc(cuts, func(cut float64) bool { return cut <= least(in.Unit) })
		if in.Unit == poverty.UnitShare && isGood(in.Indicator) {
			slices.Reverse(colours)
		}
		if strings.HasPrefix(in.ID, "coverage_") {
			bare[0].Colour = "#131a4f" // nobody is reached: that presses more than any class
		}
	}
	s.Classes = append(classesOf(cuts, colours), bare...)
	for i := range e.Release().Areas().Len() {
		if e.inTable(i, q) {
			s.Classes[s.class(e.Release().Areas().At(i).Figure(s.indicator))].Areas++
		}
	}
	return s
}

// least is the value that every class lies above: zero is none of them.
func least(unit string) float64 {
	if unit == poverty.UnitShare {
		return 0
	}
	return 1
}

// inTable says whether an area is one of those that a table is about.
func (e *edition) inTable(i int, q tableQuery) bool {
	if e.Release().Areas().At(i).Area().Level != q.Level {
		return false
	}
	within, known := e.place[q.Within]
	return !known || e.lies(i, within)
}

// classesOf returns the classes between cuts, in their colours.
func classesOf(cuts []float64, colours []string) (classes []mapClass) {
	from := 0.0
	for i, below := range append(cuts, math.Inf(1)) {
		shade := colours[len(colours)/2]
		if len(cuts) > 0 {
			shade = colours[int(math.Round(float64(i*(len(colours)-1))/float64(len(cuts))))]
		}
		classes = append(classes, mapClass{Colour: shade, State: disclose.Value, From: from, Below: below})
		from = below
	}
	return classes
}

// shown returns what the scale shows of a figure: its state, and its value. Where
// nobody is reached all are missed, and the other way round.
func (s mapScale) shown(f disclose.Figure) (disclose.State, float64) {
	switch {
	case !s.missed || !f.Shown():
		return f.State(), f.Value()
	case f.Value() >= 1:
		return disclose.Zero, 0
	}
	return disclose.Value, 1 - f.Value()
}

// class returns the place of the class that the figure lies in.
func (s mapScale) class(f disclose.Figure) int {
	state, value := s.shown(f)
	return slices.IndexFunc(s.Classes, func(c mapClass) bool { return c.State == state && (c.Bare() || value < c.Below) })
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
	colour := scaleOf(e, about, q).colour
	if q.With != "" {
		colour = pairUp(e.Release(), about.measure(q.About), indexOf(about.Release, q.With)).colour
	}
	return writeBody(w, r, "image/svg+xml", drawTableMap(e, colour, q))
}

// colour returns what an area is filled with.
func (s mapScale) colour(a disclose.Area) string {
	return s.Classes[s.class(a.Figure(s.indicator))].Colour
}

func drawTableMap(e *edition, colour func(disclose.Area) string, q tableQuery) []byte {
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
			draw.area(a, fmt.Sprintf(`fill="%s" stroke="#fff" stroke-width="0.6"`, colour(areas.At(i))))
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
