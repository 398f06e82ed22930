package release_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"tepat/geo/area"
	"tepat/geo/census"
	"tepat/geo/disclose"
	"tepat/geo/poverty"
	"tepat/ingest/release"
)

// register is one family in village 1, of which only some properties are known.
type register struct {
	areas []area.Area
	known map[string]int32
}

func (r register) ReadCensus(_ context.Context, c *poverty.Catalogue, _ func(int64) uint32) (*census.Census, []area.Area, poverty.Release, error) {
	b := census.NewBuilder(c.Family())
	values := make([]int32, len(c.Family()))
	for i, p := range c.Family() {
		values[i] = census.Unknown
		if v, known := r.known[p.Name]; known {
			values[i] = v
		}
	}
	err := b.Add(0, 1, values)
	return b.Build(), r.areas, poverty.Release{AsOf: "2024-06-30", Sources: sources("2024-06-30")}, err
}

// Of the same families there is one line: a second would tell who lives between
// the two. Who names none keeps it.
func TestOneLineForTheSameFamilies(t *testing.T) {
	catalogue, err := poverty.LoadCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	low, high := &poverty.Line{Rupiah: 500_000, Source: "BPS", AsOf: "2023-03-31"}, &poverty.Line{Rupiah: 510_000, Source: "BPS", AsOf: "2024-03-31"}
	of := func(id int64, edition string, line *poverty.Line) poverty.Release {
		return poverty.Release{ID: id, AsOf: "2024-05-31", Sources: sources(edition), Consumption: &poverty.Consumed{Line: line}}
	}
	nothing := poverty.Release{ID: 9, Sources: sources("2024-06-30")}
	for _, tc := range []struct {
		name string
		made []poverty.Release // newest first, of whatever audience
		line *poverty.Line
		want *poverty.Line // nil: refused, where one is ordered; else none
	}{
		{"the same", []poverty.Release{of(3, "2024-06-30", low)}, low, low},
		{"another, though a list has come since", []poverty.Release{of(3, "2024-06-30", low)}, high, nil},
		{"another for later families", []poverty.Release{of(3, "2023-06-30", low)}, high, high},
		{"none for later families", []poverty.Release{of(3, "2023-06-30", low)}, nil, low},
		{"none", []poverty.Release{of(3, "2024-06-30", low)}, nil, low},
		{"none, after one without", []poverty.Release{nothing, of(4, "2024-06-30", nil), of(3, "2024-06-30", low)}, nil, low},
		{"another, not that of the latest", []poverty.Release{of(4, "2023-06-30", high), of(3, "2024-06-30", low)}, high, nil},
		{"another, once the later edition is withdrawn", []poverty.Release{of(4, "2024-09-30", high), of(3, "2024-06-30", low)}, high, nil},
		{"that of the edition, once the later is withdrawn", []poverty.Release{of(4, "2024-09-30", high), of(3, "2024-06-30", low)}, nil, low},
		{"another than that of a withdrawn edition", []poverty.Release{of(4, "2024-09-30", high), of(3, "2023-06-30", low)}, low, nil},
		{"the first", []poverty.Release{of(3, "2024-06-30", nil)}, high, high},
		{"none ever", []poverty.Release{of(3, "2024-06-30", nil)}, nil, nil},
	} {
		shelf := &memory{made: tc.made}
		order := release.Order{Audience: poverty.Planner, Catalogue: catalogue, Policy: disclose.Policy{MinFamilies: 1}, Line: tc.line}
		from := register{areas: twoAreas, known: map[string]int32{"consumption": 400_000, "members": 3}}
		_, err := release.Build(context.Background(), from, shelf, order)
		var wrong *poverty.InputError
		switch refused := tc.want == nil && tc.line != nil; {
		case refused:
			if !errors.As(err, &wrong) || wrong.Field != "poverty_line" {
				t.Errorf("%s: %v", tc.name, err)
			}
			order.Fresh = true
			if _, err := release.Build(context.Background(), from, shelf, order); err != nil || *shelf.saved.About().Consumption.Line != *tc.line {
				t.Errorf("%s, beginning anew: %v", tc.name, err)
			}
		case err != nil:
			t.Errorf("%s: %v", tc.name, err)
		default:
			got := shelf.saved.About().Consumption.Line
			if (got == nil) != (tc.want == nil) || got != nil && *got != *tc.want {
				t.Errorf("%s: %+v", tc.name, got)
			}
		}
	}
}

// sources are families of an edition, and a list that came after them.
func sources(edition string) []poverty.Source {
	return []poverty.Source{{Kind: "households", Name: "dtsen", AsOf: edition}, {Kind: "households", Name: "dtks", AsOf: "2020-01-31"}, {Kind: "recipients", Name: "pkh", AsOf: "2024-07-15"}}
}

// memory is a shelf that remembers.
type memory struct {
	saved     *disclose.Release
	published int64
	full      error
	made      []poverty.Release
}

func (m *memory) SaveRelease(_ context.Context, r *disclose.Release) (int64, error) {
	m.saved = r
	return 7, m.full
}

func (m *memory) PublishRelease(_ context.Context, id int64) error {
	m.published = id
	return nil
}

func (m *memory) Releases(context.Context) ([]poverty.Release, error) { return m.made, nil }

func (m *memory) LatestRelease(context.Context, poverty.Audience) (*disclose.Release, error) {
	return nil, poverty.ErrNotFound
}

var twoAreas = []area.Area{
	{ID: 1, Level: area.Village, Code: "64.02.06.1001", Parent: "64.02.06"},
	{ID: 2, Level: area.District, Code: "64.02.06"},
}

func TestBuildCountsWhatIsOrdered(t *testing.T) {
	catalogue, err := poverty.LoadCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	shelf := &memory{}
	id, err := release.Build(context.Background(), register{areas: twoAreas}, shelf, release.Order{
		Audience: poverty.Planner, Catalogue: catalogue, Indicators: []string{"desil_1", "families"}, Policy: disclose.Policy{MinFamilies: 1},
	})
	if err != nil || id != 7 || shelf.published != 7 {
		t.Fatalf("Build = %d, %v; published %d", id, err, shelf.published)
	}
	about := shelf.saved.About()
	if len(about.Indicators) != 2 || about.Indicators[0].ID != "families" || about.Audience != poverty.Planner || about.Families == nil || *about.Families != 1 || len(about.Programmes) != 0 {
		t.Errorf("released %+v", about)
	}
	district := shelf.saved.Areas().At(0)
	if f := district.Figure(0); district.Area().Level != area.District || f.State() != disclose.Value || f.Value() != 1 {
		t.Errorf("the district shows %+v", f)
	}
	if f := district.Figure(1); f.State() != disclose.NoData {
		t.Errorf("nobody has a desil, and the district shows %+v", f)
	}
}

// The rule of the as-of date, 30 June 2024, counts.
func TestBuildTakesTheRuleInForce(t *testing.T) {
	catalogue, err := poverty.LoadCatalogue([]byte(`
programmes:
  - id: pkh
    name: {en: PKH, id: PKH}
    strategy: A
    unit: family
    eligible: desil = 1
    rules:
      - {from: 2024-07-01, eligible: desil <= 4}
      - {from: 2024-01-01, until: 2024-06-30, eligible: members * 2 > desil + 3}
  - {id: kur, name: {en: KUR, id: KUR}, strategy: B, unit: person, rules: [{from: 2024-07-01, eligible: desil <= 4}]}
`))
	if err != nil {
		t.Fatal(err)
	}
	shelf := &memory{}
	known := map[string]int32{"desil": 6, "members": 5, "receives_pkh": 0, "receives_kur": 1}
	if _, err := release.Build(context.Background(), register{twoAreas, known}, shelf, release.Order{
		Catalogue: catalogue, Policy: disclose.Policy{MinFamilies: 1},
	}); err != nil {
		t.Fatal(err)
	}
	about := shelf.saved.About()
	kur := slices.ContainsFunc(about.Programmes, func(p poverty.Programme) bool { return p.ID == "kur" })
	if kur || about.Programmes[0].ID != "pkh" || about.Programmes[0].Eligible != "members * 2 > desil + 3" {
		t.Errorf("released for %+v", about.Programmes)
	}
	gap := slices.IndexFunc(about.Indicators, func(i poverty.ReleasedIndicator) bool { return i.ID == "gap_pkh" })
	if f := shelf.saved.Areas().At(0).Figure(gap); f.Value() != 1 {
		t.Errorf("the family is eligible and not reached, and the district shows %+v", f)
	}
	if len(catalogue.Programmes[0].Rules) != 2 || catalogue.Programmes[0].Eligible != "desil = 1" {
		t.Errorf("the catalogue became %+v", catalogue.Programmes[0])
	}
}

func TestBuildRefuses(t *testing.T) {
	catalogue, err := poverty.LoadCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	full := errors.New("the shelf is full")
	for _, tc := range []struct {
		name       string
		areas      []area.Area
		indicators []string
		full       error
		want       string
	}{
		{"an unknown indicator", twoAreas, []string{"gap_pkh"}, nil, `indicator "gap_pkh": not found`},
		{"a village without an area", twoAreas[1:], nil, nil, "village 1 of the register is not among the areas"},
		{"an area without the one above", twoAreas[:1], nil, nil, "the area above, 64.02.06, is not among the areas"},
		{"a full shelf", twoAreas, nil, full, "release: the shelf is full"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			shelf := &memory{full: tc.full}
			_, err := release.Build(context.Background(), register{areas: tc.areas}, shelf, release.Order{Catalogue: catalogue, Indicators: tc.indicators})
			if err == nil || !strings.Contains(err.Error(), tc.want) || shelf.published != 0 {
				t.Errorf("Build = %v, published %d; want an error with %q", err, shelf.published, tc.want)
			}
		})
	}
}

// surveyed are 300 families of whose houses all is known, 20 of which nothing is,
// and some of which the toilet alone is.
type surveyed struct{ toilet int }

func (h surveyed) ReadCensus(_ context.Context, c *poverty.Catalogue, _ func(int64) uint32) (*census.Census, []area.Area, poverty.Release, error) {
	b := census.NewBuilder(c.Family())
	add := func(n int, known func(property string) bool) (err error) {
		for range n {
			values := make([]int32, len(c.Family()))
			for i, p := range c.Family() {
				if values[i] = census.Unknown; known(p.Name) {
					values[i] = 1
				}
			}
			err = errors.Join(err, b.Add(0, 1, values))
		}
		return err
	}
	asked := []string{"floor", "wall", "roof", "water", "toilet", "power"}
	err := errors.Join(
		add(300, func(p string) bool { return slices.Contains(asked, p) }),
		add(h.toilet, func(p string) bool { return p == "toilet" }),
		add(20, func(string) bool { return false }))
	return b.Build(), twoAreas, poverty.Release{AsOf: "2024-06-30"}, err
}

// The families without a toilet less those of them in the table of houses are one
// family's answer, where the toilet is known of one more.
func TestHousesAreNotTakenOffAnIndicator(t *testing.T) {
	catalogue, err := poverty.LoadCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	for toilet, want := range map[int]bool{0: false, 1: true, 4: true, 5: false} {
		shelf := &memory{}
		if _, err := release.Build(context.Background(), surveyed{toilet}, shelf, release.Order{Audience: poverty.Planner, Catalogue: catalogue, Policy: disclose.PolicyFor(poverty.Planner)}); err != nil {
			t.Fatal(err)
		}
		if got := shelf.saved.About().Deprivation; got == nil || got.Withheld != want {
			t.Errorf("the toilet alone is known of %d: %+v", toilet, got)
		}
	}
}
