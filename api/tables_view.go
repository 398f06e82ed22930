package api

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"tepat/geo/area"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// A table has of the view that led to it what a table can have: the order of its rows and the chosen place.
// What only a map shows it names, so that nobody takes it for the whole view.

// An ordering is how the rows of a table may stand.
type ordering struct {
	columns []string // of the page's table, by which a view can sort
	usual   string   // the column that is sorted by where a view does not say, − before it for the greatest first
}

var (
	ofPlaces  = ordering{[]string{"name", "missed", "reached"}, "-missed"}
	ofFigures = ordering{[]string{"name", "value", "base"}, "-value"}
)

// sortedBy returns the column that the view sorts by, − before it for the greatest first; the usual one
// where it says none, or one of another table.
func (p *tablePage) sortedBy() string {
	sort := p.view().Get("sort")
	if slices.Contains(p.ordering.columns, strings.TrimPrefix(sort, "-")) {
		return sort
	}
	return p.ordering.usual
}

// Sorted says which way the rows run by a column, as aria-sort has it; "" where they do not run by it.
func (p *tablePage) Sorted(column string) string {
	word, down := strings.CutPrefix(p.sortedBy(), "-")
	switch {
	case word != column:
		return ""
	case down != (column == "reached"): // the column of those reached shows the share missed
		return "descending"
	}
	return "ascending"
}

// Order says how the rows stand; "" as usual.
func (p *tablePage) Order() string { return p.orderIn(p.Text(p.Indicator.Name), "", "") }

func (p *tablePage) orderIn(value, before, after string) string {
	sort := p.sortedBy()
	if sort == p.ordering.usual {
		return ""
	}
	word, down := strings.CutPrefix(sort, "-")
	column := map[string]string{
		"name": p.Say("name", "nama"), "missed": p.Say("families missed", "keluarga terlewat"), "reached": p.Say("share reached", "bagian terjangkau"),
		"value": value, "base": p.Say("families counted", "keluarga yang dihitung"),
		"before": before, "after": after, "change": p.Say("difference, clear ones first", "selisih, yang jelas lebih dahulu"),
	}[word]
	way := map[bool]string{false: p.Say("lowest first", "mulai dari yang terendah"), true: p.Say("highest first", "mulai dari yang tertinggi")}[down]
	if word == "name" {
		way = map[bool]string{false: "A–Z", true: "Z–A"}[down]
	}
	return p.Say("In the order of the view: ", "Urutan menurut tampilan peta: ") + column + ", " + way + "."
}

// unsorted is the view without its order.
func (p *tablePage) unsorted() *tablePage {
	v := p.view()
	v.Del("sort")
	other := *p
	other.View = writeView(v)
	return &other
}

// Unsorted returns the address of this table in its usual order.
func (p *tablePage) Unsorted() string { return p.unsorted().Link("lang", p.Lang) }

// writeView writes a view as its address does, where nothing needs an escape.
func writeView(v url.Values) string {
	var parts []string
	for name := range v {
		parts = append(parts, name+"="+v.Get(name))
	}
	slices.Sort(parts)
	return strings.Join(parts, "&")
}

// pick finds the place that the view has chosen, of those that the table lists. One that the release does not
// know is dropped.
func (p *tablePage) pick() {
	v := p.view()
	name := map[area.Level]string{area.Village: "village", area.District: "within"}[p.Level]
	code := v.Get(name)
	if code == "" || area.Level(cmp.Or(v.Get("by"), string(area.Village))) != p.Level {
		return
	}
	if at, known := p.edition.place[area.Code(code)]; !known || p.edition.Release().Areas().At(at).Area().Level != p.Level {
		p.drop([]string{name + "=" + short(code)})
		return
	}
	p.Chosen = code
}

// OnlyMapped names what of the view the table does not have; "" where it has all.
func (p *tablePage) OnlyMapped() string {
	v := p.view()
	return p.unshown(
		aside{v.Get("map") == "heat", "the map of density", "peta kepadatan"},
		aside{v.Get("cell") != "", "the chosen hexagon", "heksagon yang dipilih"},
		aside{v.Get("at") != "", "where the map stands", "letak dan perbesaran peta"})
}

// An aside is a part of a view that a table may not have.
type aside struct {
	there  bool
	en, id string
}

func (p *tablePage) unshown(all ...aside) string {
	var named []string
	for _, a := range all {
		if a.there {
			named = append(named, p.Say(a.en, a.id))
		}
	}
	if len(named) == 0 {
		return ""
	}
	return p.Say("Not in this table, but kept for the way to the map: ", "Tidak ada dalam tabel ini, tetapi tetap ada saat kembali ke peta: ") + strings.Join(named, ", ") + "."
}

// figureOrder returns how the page sorts figures: what is not shown comes last, equals by code.
func figureOrder(sort, lang string) func(a, b tableRow) int {
	word, down := strings.CutPrefix(sort, "-")
	sign := 1
	if down {
		sign = -1
	}
	names := collate.New(language.Make(lang))
	return func(a, b tableRow) int {
		by := 0
		switch shown := a.Figure.Shown(); {
		case word == "name":
			by = sign * names.CompareString(a.Area.Name, b.Area.Name)
		case shown != b.Figure.Shown():
			by = map[bool]int{true: -1, false: 1}[shown]
		case shown && word == "base":
			by = sign * cmp.Compare(a.Figure.Denominator(), b.Figure.Denominator())
		case shown:
			by = sign * cmp.Compare(a.Figure.Value(), b.Figure.Value())
		}
		return cmp.Or(by, cmp.Compare(a.Area.Code, b.Area.Code))
	}
}

// changeOrder returns how the page sorts changes: by difference the clear ones first, equals by code.
func changeOrder(sort, lang string) func(a, b change) int {
	word, down := strings.CutPrefix(sort, "-")
	sign := 1
	if down {
		sign = -1
	}
	names := collate.New(language.Make(lang))
	share := func(f *figureAnswer) float64 { return float64(*f.Numerator) / float64(*f.Denominator) }
	return func(a, b change) int {
		by := 0
		switch {
		case word == "name":
			by = names.CompareString(a.Name, b.Name)
		case word == "before":
			by = cmp.Compare(share(a.Before), share(b.Before))
		case word == "after":
			by = cmp.Compare(share(a.After), share(b.After))
		case a.Clear != b.Clear:
			return map[bool]int{true: -1, false: 1}[a.Clear]
		default:
			by = cmp.Compare(*a.Difference, *b.Difference)
		}
		return cmp.Or(sign*by, cmp.Compare(a.Code, b.Code))
	}
}
