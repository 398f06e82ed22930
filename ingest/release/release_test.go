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
	return b.Build(), r.areas, poverty.Release{AsOf: "2024-06-30"}, err
}

// Of the same families there is one line: a second would tell who lives between
// the two. Who names none keeps it.
func TestOneLineForTheSameFamilies(t *testing.T) {
	catalogue, err := poverty.LoadCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	of := func(asOf string, line *poverty.Line) *disclose.Release {
		r, err := disclose.Clear(poverty.Release{ID: 3, AsOf: asOf}, disclose.Counts{
			ByCell: [][]uint32{nil}, ByArea: [][]uint32{nil}, Consumption: &disclose.Consumption{Line: line}}, disclose.Policy{})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	low, high := &poverty.Line{Rupiah: 500_000, Source: "BPS", AsOf: "2023-03-31"}, &poverty.Line{Rupiah: 510_000, Source: "BPS", AsOf: "2024-03-31"}
	for _, tc := range []struct {
		name   string
		before *disclose.Release
		line   *poverty.Line
		want   *poverty.Line // nil: refused
	}{
		{"the same", of("2024-06-30", low), low, low},
		{"another", of("2024-06-30", low), high, nil},
		{"another for later families", of("2023-06-30", low), high, high},
		{"none", of("2024-06-30", low), nil, low},
		{"the first", of("2024-06-30", nil), high, high},
	} {
		shelf := &memory{latest: tc.before}
		_, err := release.Build(context.Background(), register{areas: twoAreas, known: map[string]int32{"consumption": 400_000, "members": 3}}, shelf,
			release.Order{Audience: poverty.Planner, Catalogue: catalogue, Policy: disclose.Policy{MinFamilies: 1}, Line: tc.line})
		var wrong *poverty.InputError
		switch {
		case tc.want == nil:
			if !errors.As(err, &wrong) || wrong.Field != "poverty_line" {
				t.Errorf("%s: %v", tc.name, err)
			}
		case err != nil:
			t.Errorf("%s: %v", tc.name, err)
		case *shelf.saved.About().Consumption.Line != *tc.want:
			t.Errorf("%s: %+v", tc.name, shelf.saved.About().Consumption)
		}
	}
}

// memory is a shelf that remembers.
type memory struct {
	saved     *disclose.Release
	published int64
	full      error
	latest    *disclose.Release // of the planner
}

func (m *memory) SaveRelease(_ context.Context, r *disclose.Release) (int64, error) {
	m.saved = r
	return 7, m.full
}

func (m *memory) PublishRelease(_ context.Context, id int64) error {
	m.published = id
	return nil
}

func (m *memory) LatestRelease(_ context.Context, audience poverty.Audience) (*disclose.Release, error) {
	if m.latest != nil && audience == poverty.Planner {
		return m.latest, nil
	}
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
	if len(about.Programmes) != 1 || about.Programmes[0].Eligible != "members * 2 > desil + 3" {
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
