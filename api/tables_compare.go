package api

import (
	"cmp"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"tepat/geo/area"
	"tepat/geo/disclose"
	"tepat/geo/target"

	"golang.org/x/text/number"
)

// What changed since another release, or differs from another measure, for
// those who have no JavaScript: the table of the page's comparison, and its map.

var compareSheet = pageOf("compare.html")

// compareWords are those of the address; compare is the number of a release, or an indicator.
var compareWords = []string{"lang", "about", "indicator", "compare", "level", "within", "view"}

// A comparing is a comparison that somebody asks a page of.
type comparing struct {
	tableQuery
	indicator, other string
}

func (s *Server) comparingOf(r *http.Request, about *listing) (q comparing, err error) {
	p, err := query(r, compareWords...)
	if err != nil {
		return q, err
	}
	q.tableQuery = tableQuery{Level: area.Level(cmp.Or(p["level"], string(area.Village))), Within: area.Code(p["within"]), Threshold: 0.7, Lang: cmp.Or(p["lang"], "id"), View: p["view"]}
	switch {
	case q.Lang != "id" && q.Lang != "en":
		return q, bad("lang is id or en, not %q", q.Lang)
	case q.Level != area.Village && q.Level != area.District:
		return q, bad("level is village or district, not %q", q.Level)
	}
	first := cmp.Or(p["about"], about.first()) // as the other tables say it
	if i := about.measure(first); i >= 0 {
		first = about.Indicators[i].ID
	} else if p["about"] != "" {
		return q, bad("about names a programme, a strategy, any or an indicator of the release, not %q", first)
	}
	q.indicator, q.other = cmp.Or(p["indicator"], first), p["compare"]
	i := indexOf(about.Release, q.indicator)
	if i < 0 {
		return q, bad("release %d has no indicator %q", about.ID, q.indicator)
	}
	q.About = q.indicator
	if in := about.Indicators[i]; q.indicator == "coverage_"+in.Programme+in.Group || q.indicator == "gap_"+in.Programme+in.Group {
		q.About = in.Programme + in.Group
	}
	if err := q.part(about.Indicators[i].Indicator, nil); err != nil { // the classes of the tables that it leads to
		return q, err
	}
	return q, checkView(q.View)
}

// question makes of it the question that the API answers.
func (s *Server) question(about *listing, q comparing) (compareQuestion, error) {
	p := map[string]string{"indicator": q.indicator, "level": string(q.Level), "within": string(q.Within)}
	if _, err := strconv.ParseInt(q.other, 10, 64); err == nil {
		if _, err := s.shelf.about(q.other); err != nil {
			return compareQuestion{}, bad("there is no release %s to compare with", q.other)
		}
		p["with"] = q.other
	} else {
		p["against"] = q.other
	}
	return s.compareQuestion(about, p)
}

// A comparePage is what the template is filled with.
type comparePage struct {
	*tablePage
	asked       comparing
	Measures    []choice // that can be looked at
	Releases    []choice // that it can be compared with
	Others      []choice // measures of this release that it can be compared with
	Over        bool     // over time: another release
	Left, Right string
	Answer      *compareAnswer
	Later       bool     // the other release is the later one: it stands on the right, as time runs
	Changes     []change // that can be told: as usual the clear ones first, those that press most on top
	Apart       []change // that cannot
	Kinds       []changeClass
	lower       bool // less presses more
}

// tableCompare answers with a comparison, in HTML.
func (s *Server) tableCompare(w http.ResponseWriter, r *http.Request, about *listing) error {
	w.Header().Set("Cache-Control", "no-cache") // what it can be compared with grows
	return s.render(w, r, about, compareSheet, compareWords, func(r *http.Request, e *edition) (tolerant, error) {
		q, err := s.comparingOf(r, about)
		if err != nil {
			return nil, err
		}
		return s.newComparePage(r, e, about, q)
	})
}

func (s *Server) newComparePage(r *http.Request, e *edition, about *listing, q comparing) (*comparePage, error) {
	if q.Within != "" {
		if _, err := e.find(string(q.Within)); err != nil {
			return nil, err
		}
	}
	p := &comparePage{tablePage: blankPage(e, q.tableQuery), asked: q}
	p.Indicator = about.Indicators[indexOf(about.Release, q.indicator)].Indicator
	p.lower = strings.HasPrefix(p.Indicator.ID, "coverage_")
	p.pick()
	s.offer(p, about)
	if p.asked.other == "" {
		for _, all := range [][]choice{p.Releases, p.Others} {
			if len(all) > 0 {
				p.asked.other = all[0].Value
				break
			}
		}
	}
	if p.asked.other == "" {
		return p, nil
	}
	return p, s.fill(r, p, e, about)
}

// offer lists what can be looked at, and what that can be compared with.
func (s *Server) offer(p *comparePage, about *listing) {
	for _, i := range about.Indicators {
		if partOf(i.Indicator) {
			p.Measures = append(p.Measures, choice{i.ID, p.Text(i.Name)})
		}
		if i.ID != p.asked.indicator && alike(about.Release, p.asked.indicator, about.Release, i.ID) == nil {
			p.Others = append(p.Others, choice{i.ID, p.Text(i.Name)})
		}
	}
	for _, r := range s.shelf.display.Load().releases {
		if r.ID != about.ID && alike(about.Release, p.asked.indicator, r.Release, p.asked.indicator) == nil {
			p.Releases = append(p.Releases, choice{strconv.FormatInt(r.ID, 10), p.releaseOf(r.ID, r.AsOf)})
		}
	}
}

func (p *comparePage) releaseOf(id int64, asOf string) string {
	return fmt.Sprintf("%s %d, %s", p.Say("Release", "Rilis"), id, p.Date(asOf))
}

// fill works out the comparison.
func (s *Server) fill(r *http.Request, p *comparePage, e *edition, about *listing) error {
	q, err := s.question(about, p.asked)
	if err != nil {
		return err
	}
	before, err := s.shelf.edition(r.Context(), q.before)
	if err != nil {
		return err
	}
	a, err := compared(e, before, q)
	if err != nil {
		return err
	}
	p.Answer, p.Over, p.Later = &a, q.before != q.after, isLater(before.about, about.Release)
	if p.Over {
		p.Left, p.Right = p.releaseOf(q.before, before.about.AsOf), p.releaseOf(q.after, about.AsOf)
	} else {
		p.Left, p.Right = p.Text(about.Indicators[indexOf(about.Release, q.against)].Name), p.Text(p.Indicator.Name)
	}
	if p.Later {
		a = a.turned()
		p.Left, p.Right = p.Right, p.Left
	}
	p.Kinds = changeClasses(a.Breaks, p.lower)
	for _, c := range a.Areas {
		if at := classOf(p.Kinds, c); at >= 0 {
			p.Kinds[at].Areas++
		}
		if c.State == measured {
			p.Changes = append(p.Changes, c)
		} else {
			p.Apart = append(p.Apart, c)
		}
	}
	p.ordering = ordering{[]string{"name", "before", "after", "change"}, "-change"}
	if p.lower {
		p.ordering.usual = "change"
	}
	slices.SortFunc(p.Changes, changeOrder(p.sortedBy(), p.Lang))
	return nil
}

// A changeClass holds the clear differences of one sign whose size is at least From and below Below.
type changeClass struct {
	Sign        float64
	From, Below float64 // Below is +Inf for the widest
	Colour      string
	Areas       int
}

// changeClasses returns the classes from the greatest fall to the greatest
// rise, as the page has them: alike on both sides of zero.
func changeClasses(breaks []float64, lowerPresses bool) (all []changeClass) {
	cuts := append([]float64{0}, breaks...)
	for _, sign := range []float64{-1, 1} {
		shades := lessPressing
		if (sign < 0) == lowerPresses {
			shades = morePressing
		}
		for i, from := range cuts {
			c := changeClass{Sign: sign, From: from, Below: math.Inf(1), Colour: shades[len(shades)-len(cuts)+i]}
			if i+1 < len(cuts) {
				c.Below = cuts[i+1]
			}
			all = append(all, c)
		}
	}
	slices.Reverse(all[:len(cuts)])
	return all
}

// classOf returns the class of a clear change; −1 where it has none.
func classOf(all []changeClass, c change) int {
	if c.State != measured || !c.Clear {
		return -1
	}
	far := math.Abs(*c.Difference)
	return slices.IndexFunc(all, func(k changeClass) bool { return *c.Difference*k.Sign > 0 && far >= k.From && far < k.Below })
}

// Colours of what has no class on the map of a comparison.
const (
	noClearChange = "#f1efe6"
	notComparable = "#a9a498"
)

// tableCompareMap answers with the map of a comparison, as SVG.
func (s *Server) tableCompareMap(w http.ResponseWriter, r *http.Request, about *listing) error {
	q, err := s.comparingOf(r, about)
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
	p, err := s.newComparePage(r, e, about, q)
	if err != nil {
		return err
	}
	if p.Answer == nil {
		return bad("there is no release %s to compare with", `""`)
	}
	all := map[area.Code]change{}
	for _, c := range p.Answer.Areas {
		all[c.Code] = c
	}
	return writeBody(w, r, "image/svg+xml", drawTableMap(e, filled(func(a disclose.Area) string { return p.colour(all[a.Area().Code]) }), q.tableQuery, nil))
}

func (p *comparePage) colour(c change) string {
	if at := classOf(p.Kinds, c); at >= 0 {
		return p.Kinds[at].Colour
	}
	switch c.State {
	case measured:
		return noClearChange
	case "withheld":
		return "url(#withheld)"
	case "no_data":
		return "#d8d4ca"
	}
	return notComparable
}

// Title heads the page.
func (p *comparePage) Title() string {
	head := p.Say("Difference: ", "Selisih: ")
	if p.Over {
		head = p.Say("Change: ", "Perubahan: ")
	}
	return head + p.Text(p.Indicator.Name)
}

// Summary says how many places clearly changed.
func (p *comparePage) Summary() string {
	n := len(p.Changes) - p.Answer.Clear.Higher - p.Answer.Clear.Lower
	return p.Say(
		fmt.Sprintf("Clearly higher in %s places, clearly lower in %s; no clear difference in %s, and %s cannot be compared.", p.Count(p.Answer.Clear.Higher), p.Count(p.Answer.Clear.Lower), p.Count(n), p.Count(len(p.Apart))),
		fmt.Sprintf("Jelas lebih tinggi di %s tempat, jelas lebih rendah di %s; di %s tempat tidak ada selisih yang jelas, dan %s tidak dapat dibandingkan.", p.Count(p.Answer.Clear.Higher), p.Count(p.Answer.Clear.Lower), p.Count(n), p.Count(len(p.Apart))))
}

// Side writes the share of one side, and what it was made of.
func (p *comparePage) Side(f *figureAnswer) string {
	return target.Bound(f.Bound).Sign() + p.Share(float64(*f.Numerator)/float64(*f.Denominator))
}

// SideParts writes what the share of one side was made of.
func (p *comparePage) SideParts(f *figureAnswer) string {
	return p.Count(int(*f.Numerator)) + p.Say(" of ", " dari ") + p.Count(int(*f.Denominator))
}

// Points writes a difference in percentage points, with its sign.
func (p *comparePage) Points(x float64) string {
	n := math.Round(x*1000) / 10
	text := p.printer.Sprint(number.Decimal(math.Abs(n), number.Scale(1)))
	switch {
	case n > 0:
		return "+" + text
	case n < 0:
		return "−" + text
	}
	return text
}

// Difference writes the difference of a change.
func (p *comparePage) Difference(c change) string {
	return c.Bound.Sign() + p.Points(*c.Difference)
}

// Range writes the 95 % interval of a difference.
func (p *comparePage) Range(c change) string {
	return p.Points(c.Interval[0]) + " – " + p.Points(c.Interval[1])
}

// KindName writes what a class holds.
func (p *comparePage) KindName(k changeClass) string {
	head := p.Say("Higher by ", "Lebih tinggi ")
	if k.Sign < 0 {
		head = p.Say("Lower by ", "Lebih rendah ")
	}
	from, below := p.printer.Sprint(number.Decimal(100*k.From, number.Scale(1))), p.printer.Sprint(number.Decimal(100*k.Below, number.Scale(1)))
	switch {
	case math.IsInf(k.Below, 1) && k.From == 0:
		return head + p.Say("any number of points", "berapa pun poin")
	case math.IsInf(k.Below, 1):
		return head + from + p.Say(" points or more", " poin atau lebih")
	case k.From == 0:
		return head + p.Say("less than ", "kurang dari ") + below + p.Say(" points", " poin")
	}
	return head + from + p.Say(" to below ", " sampai di bawah ") + below + p.Say(" points", " poin")
}

// Unchanged counts the places without a clear difference.
func (p *comparePage) Unchanged() int {
	return len(p.Changes) - p.Answer.Clear.Higher - p.Answer.Clear.Lower
}

// A bareChange is what places without a difference look like on the map.
type bareChange struct {
	Colour, Name string
	Areas        int
}

// Bare counts the places that cannot be compared, by why.
func (p *comparePage) Bare() (all []bareChange) {
	for _, c := range p.Apart {
		b := bareChange{p.colour(c), p.Reason(c), 1}
		if i := slices.IndexFunc(all, func(o bareChange) bool { return o.Name == b.Name }); i >= 0 {
			all[i].Areas++
		} else {
			all = append(all, b)
		}
	}
	return all
}

// Reason says why a place cannot be compared.
func (p *comparePage) Reason(c change) string {
	words := map[string][2]string{
		"withheld": {"withheld on one side", "disamarkan di salah satu sisi"}, "no_data": {"no data on one side", "tidak ada data di salah satu sisi"},
		unlike: {"its border changed between the two", "batasnya berubah antara keduanya"}, notInBefore: {"only in the later release", "hanya ada di rilis yang lebih baru"},
		notInAfter: {"only in the earlier release", "hanya ada di rilis yang lebih lama"},
	}[c.State]
	return p.Say(words[0], words[1])
}

// Other is what the measure is compared with, as the address has it.
func (p *comparePage) Other() string { return p.asked.other }

// Looked is the measure looked at.
func (p *comparePage) Looked() string { return p.asked.indicator }

func (p *comparePage) values() url.Values {
	v := url.Values{"indicator": {p.asked.indicator}, "compare": {p.asked.other}, "level": {string(p.Level)}, "lang": {p.Lang}}
	if p.Within != "" {
		v.Set("within", string(p.Within))
	}
	return v
}

// Link returns the address of this page with one part of the question changed.
func (p *comparePage) Link(name, value string) string {
	v := p.values()
	v.Set(name, value)
	return fmt.Sprintf("/tables/%d/compare?%s", p.Release.ID, p.carry(v).Encode())
}

// Order says how the rows stand; "" as usual.
func (p *comparePage) Order() string { return p.orderIn("", p.Left, p.Right) }

// Unsorted returns the address of this page in its usual order.
func (p *comparePage) Unsorted() string {
	other := *p
	other.tablePage = p.unsorted()
	return other.Link("lang", p.Lang)
}

// OnlyMapped names what of the view the table does not have; "" where it has all.
func (p *comparePage) OnlyMapped() string {
	v := p.view()
	return p.unshown(
		aside{p.look() == "swipe", "both sides one over the other", "kedua sisi yang saling menutupi"},
		aside{v.Get("threshold") != "", "the threshold", "ambang"},
		aside{v.Get("classes") != "" || v.Get("basis") != "", "the classes of the map", "kelas peta"},
		aside{v.Get("only") != "", "the class that is kept", "kelas yang disaring"},
		aside{v.Get("cell") != "", "the chosen hexagon", "heksagon yang dipilih"},
		aside{v.Get("at") != "", "where the map stands", "letak dan perbesaran peta"})
}

// look is how the view compares: as difference, or by swipe.
func (p *comparePage) look() string {
	if strings.HasSuffix(p.view().Get("compare"), ",swipe") {
		return "swipe"
	}
	return "difference"
}

// Map returns the address of the map beside the table.
func (p *comparePage) Map() string {
	return fmt.Sprintf("/tables/%d/compare.svg?%s", p.Release.ID, p.values().Encode())
}

// File returns the address of the same as JSON, which has the same side first.
func (p *comparePage) File() string {
	v := url.Values{"indicator": {p.asked.indicator}, "level": {string(p.Level)}}
	release := p.Release.ID
	switch {
	case p.Later:
		release = p.Answer.Release
		v.Set("with", strconv.FormatInt(p.Answer.With, 10))
	case p.Over:
		v.Set("with", p.asked.other)
	default:
		v.Set("against", p.asked.other)
	}
	if p.Within != "" {
		v.Set("within", string(p.Within))
	}
	return fmt.Sprintf("/v1/releases/%d/compare?%s", release, v.Encode())
}

// Tables returns the address of the table of the measure.
func (p *comparePage) Tables() string { return p.tablePage.Link("lang", p.Lang) }

// Page returns the address of the map that shows the same difference.
func (p *comparePage) Page() string {
	v := p.view()
	by := ""
	if p.Level != area.Village {
		by = string(p.Level)
	}
	other := ""
	if p.asked.other != "" {
		other = p.asked.other + "," + p.look()
	}
	for name, value := range map[string]string{"indicator": p.asked.indicator, "compare": other, "within": p.placed(), "by": by, "with": "", "class": "", "whatif": ""} {
		v.Set(name, value)
	}
	return p.pageLink(v)
}

// Ways lead to other pages.
func (p *comparePage) Ways() []choice {
	return []choice{{p.Page(), p.Say("To the map", "Ke peta")}, {p.Tables(), p.Say("Tables", "Tabel")}}
}

// Compare returns the address of what changed in the figure of a table.
func (p *tablePage) Compare() string {
	v := url.Values{"indicator": {p.Indicator.ID}, "level": {string(p.Level)}, "lang": {p.Lang}}
	if p.Within != "" {
		v.Set("within", string(p.Within))
	}
	return fmt.Sprintf("/tables/%d/compare?%s", p.Release.ID, p.carry(v).Encode())
}
