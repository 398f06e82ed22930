package api

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"tepat/geo/area"
	"tepat/geo/disclose"
	"tepat/geo/hex"
	"tepat/geo/poverty"

	"github.com/paulmach/orb"
)

var madeIndicators = []poverty.Indicator{
	{ID: "families", Unit: poverty.UnitFamilies, Name: poverty.Text{EN: "Families", ID: "Keluarga"}, Numerator: "true", Denominator: "true"},
	{ID: "desil_1_4", Unit: poverty.UnitShare, Numerator: "desil <= 4", Denominator: "desil is not null"},
	{ID: "gap_pkh", Unit: poverty.UnitFamilies, Numerator: "desil <= 4 and not receives_pkh", Denominator: "desil <= 4", Programme: "pkh"},
	{ID: "female_headed", Unit: poverty.UnitShare, Numerator: "head_sex = 'F'", Denominator: "true"},
	{ID: "coverage_pkh", Unit: poverty.UnitShare, Numerator: "desil <= 4 and receives_pkh", Denominator: "desil <= 4", Programme: "pkh"},
	{ID: "leakage_pkh", Unit: poverty.UnitFamilies, Numerator: "desil > 4 and receives_pkh", Denominator: "true", Programme: "pkh"},
}

// made clears a made-up release: one regency of two districts of twelve
// villages of 0.05°, families in n×n points of it.
func made(t testing.TB, id int64, audience poverty.Audience, n int) *disclose.Release {
	t.Helper()
	about := poverty.Release{
		ID: id, Audience: audience, AsOf: "2024-06-30", System: string(area.Kemendagri), Vintage: "2025",
		PublishedAt: time.Date(2025, 1, 2, 3, 4, int(id), 0, time.UTC),
		Plan: &poverty.Plan{MinPersons: 20, Bound: 0.05, NoiseMax: 3, NoiseVariance: 1, Audited: 9, Narrowest: 10,
			Withheld: []poverty.Withheld{{Indicator: "gap_pkh", Level: "village", Rule: "few", Places: 3, Families: 50}}},
	}
	about.Field = []poverty.FieldResult{
		{Kind: poverty.UnregisteredPoor, Area: "64.02", AsOf: "2024-05-31", Value: 384.8, Low: 261, High: 592, Families: 100},
		{Kind: poverty.VerifiedExclusionError, Programme: "pkh", Area: "64.02.01", AsOf: "2024-05-31", Value: 0.2549, Low: 0.167, High: 0.352, Families: 80},
		{Kind: poverty.VerifiedExclusionError, Programme: "pkh", Area: "64.02.02", AsOf: "2024-05-31", Value: 0.5, Low: 0.1, High: 0.9, Families: 3}, // too few
		{Kind: poverty.VerifiedExclusionError, Programme: "pkh", Area: "64.99", AsOf: "2024-05-31", Value: 0.5, Low: 0.4, High: 0.6, Families: 80},   // elsewhere
	}
	counts := madeCounts(t, n)
	counts.Deciles = madeDeciles()
	counts.Houses = &disclose.Houses{Families: disclose.Tally{Families: 1000}, Unknown: disclose.Tally{Families: 50}, Poor: disclose.Tally{Families: 200}}
	counts.Consumption = madeConsumption(counts.Areas)
	for j := range counts.Houses.Deprived {
		counts.Houses.Deprived[j].Families, counts.Houses.Censored[j].Families = 150, 80
	}
	r, err := disclose.Clear(about, counts, disclose.Policy{MinFamilies: 5})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// madeConsumption has a whole and its districts; in the first it is known of nobody.
func madeConsumption(areas []area.Area) *disclose.Consumption {
	parts := disclose.Parts{Sum: 1000, First: 1, Second: 1}
	one := disclose.Consumed{Known: disclose.Tally{Families: 3000, Persons: 12000}, Poor: 1000, Others: 2000, Total: parts, Gap: parts, Gini: 0.3,
		FGT: poverty.FGT{Population: 12000, Poor: 4000, Gap: 600, SquaredGap: 90}}
	c := &disclose.Consumption{Whole: one, Districts: map[int]*disclose.Consumed{},
		Line: &poverty.Line{Rupiah: 569_113, Source: "made up", AsOf: "2024-03-31"}}
	first := true
	for i, a := range areas {
		if a.Level == area.District && !first {
			c.Districts[i] = &one
		}
		first = first && a.Level != area.District
	}
	return c
}

// madeDeciles has one programme whose table is shown, and one whose is withheld.
func madeDeciles() []disclose.Deciles {
	all := []disclose.Deciles{{Programme: "pkh"}, {Programme: "uep"}}
	for desil := range 11 {
		n := func(families int) disclose.Tally { return disclose.Tally{Families: uint32(families)} }
		pkh := &all[0]
		pkh.All[desil], pkh.Families[desil], pkh.Recipients[desil] = n(200), n(180), n(90-8*desil)
		if desil > 0 && desil <= 4 {
			pkh.Eligible[desil], pkh.Reached[desil] = n(180), n(90-8*desil)
		}
		all[1].All[desil], all[1].Families[desil] = n(200), n(198)
	}
	return all
}

const west, south, side = 116.5, -0.3, 0.05

func madeCounts(t testing.TB, n int) disclose.Counts {
	rng := rand.New(rand.NewPCG(1, 2))
	var cells []hex.Cell
	for i := range n * n {
		c, err := hex.At(orb.Point{west + 6*side*float64(i%n)/float64(n), south + 4*side*float64(i/n)/float64(n)}, hex.Base)
		if err != nil {
			t.Fatal(err)
		}
		cells = append(cells, c)
	}
	slices.Sort(cells)
	cells = slices.Compact(cells)
	areas := madeAreas()
	return disclose.Counts{
		Indicators:  madeIndicators,
		Numerator:   []int{0, 1, 2, 3, 2, 3},
		Denominator: []int{0, 0, 1, 0, 1, 0},
		Cells:       cells,
		ByCell:      columns(rng, len(cells), 1, 30),
		Areas:       areas,
		ByArea:      columns(rng, len(areas), 0, 60),
	}
}

func columns(rng *rand.Rand, n, least, most int) [][]uint32 {
	c := make([][]uint32, 4)
	for i := range n {
		families := uint32(least + rng.IntN(most))
		if i == n-1 {
			families = 2 // always one that is withheld
		}
		poor := rng.Uint32N(families + 1)
		for j, v := range [...]uint32{families, poor, rng.Uint32N(poor + 1), rng.Uint32N(families + 1)} {
			c[j] = append(c[j], v)
		}
	}
	return c
}

func madeAreas() []area.Area {
	make := func(level area.Level, code, name, parent string, x, y, w, h float64) area.Area {
		x, y, w, h = west+x*side, south+y*side, w*side, h*side
		return area.Area{
			System: area.Kemendagri, Vintage: "2025", Level: level, Code: area.Code(code), Name: name, Parent: area.Code(parent),
			Shape: orb.MultiPolygon{{{{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}, {x, y}}}},
		}
	}
	areas := []area.Area{
		make(area.Regency, "64.02", "Kutai Kartanegara", "", 0, 0, 6, 4),
		make(area.District, "64.02.01", "Muara Muntai", "64.02", 0, 0, 3, 4),
		make(area.District, "64.02.02", `Loa "Kulu"`, "64.02", 3, 0, 3, 4),
	}
	for i := range 24 {
		district := 1 + i%6/3
		name := fmt.Sprintf("Desa %02d", 24-i)
		if i == 3 {
			name = "=cmd, “é”" // what a spreadsheet would run, and letters beyond ASCII
		}
		areas = append(areas, make(area.Village, fmt.Sprintf("64.02.%02d.2%03d", district, i), name,
			fmt.Sprintf("64.02.%02d", district), float64(i%6), float64(i/6), 1, 1))
	}
	slices.SortFunc(areas[3:], func(a, b area.Area) int {
		if a.Code < b.Code {
			return -1
		}
		return 1
	})
	return areas
}

// A press is a source that releases are published in by hand.
type press struct {
	mu       sync.Mutex
	releases map[int64]*disclose.Release
	latest   map[poverty.Audience]int64
	away     error // what every call returns
	loads    int
	news     chan struct{}

	withdrawn map[int64][]poverty.WithdrawnImport // by release
}

func newPress(releases ...*disclose.Release) *press {
	p := &press{releases: map[int64]*disclose.Release{}, latest: map[poverty.Audience]int64{}, news: make(chan struct{}, 1)}
	for _, r := range releases {
		p.publish(r)
	}
	return p
}

func (p *press) publish(r *disclose.Release) {
	p.mu.Lock()
	p.releases[r.About().ID], p.latest[r.About().Audience] = r, r.About().ID
	p.mu.Unlock()
	select {
	case p.news <- struct{}{}:
	default:
	}
}

func (p *press) fail(err error) {
	p.mu.Lock()
	p.away = err
	p.mu.Unlock()
	select {
	case p.news <- struct{}{}: // as the store finds out by itself
	default:
	}
}

func (p *press) fault() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.away
}

func (p *press) Releases(context.Context) (all []poverty.Release, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for id, r := range p.releases {
		about := r.About()
		about.Withdrawn = p.withdrawn[id]
		all = append(all, about)
	}
	return all, p.away
}

func (p *press) Latest(_ context.Context, a poverty.Audience) (int64, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if id, ok := p.latest[a]; ok || p.away != nil {
		return id, p.away
	}
	return 0, poverty.ErrNotFound
}

func (p *press) LoadRelease(_ context.Context, id int64) (*disclose.Release, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.loads++; p.away != nil {
		return nil, p.away
	}
	r, ok := p.releases[id]
	if !ok {
		return nil, poverty.ErrNotFound
	}
	return r, nil
}

func (p *press) Watch(ctx context.Context, changed func(context.Context) error, heard func(error)) {
	for ctx.Err() == nil {
		heard(p.fault())
		err := changed(ctx)
		wait := time.Hour
		if err != nil {
			wait = 20 * time.Millisecond
		}
		select {
		case <-ctx.Done():
		case <-p.news:
		case <-time.After(wait):
		}
	}
}

var errGone = errors.New("connection to 10.0.0.7 refused")

var page = fstest.MapFS{
	"index.html":            {Data: []byte("<!doctype html><title>tepat</title>")},
	"assets/main-abc123.js": {Data: []byte("console.log('" + string(slices.Repeat([]byte("tepat "), 500)) + "')")},
}

// opened returns a server that has taken up what the press has.
func opened(t testing.TB, o Options) *Server {
	t.Helper()
	s := New(o)
	if err := s.shelf.refresh(context.Background()); err != nil {
		t.Fatal(err)
	}
	return s
}

// plain returns a planner's server of releases 3 (public) and 7.
func plain(t testing.TB) *Server {
	t.Helper()
	return opened(t, Options{
		Releases: newPress(made(t, 3, poverty.Public, 20), made(t, 7, poverty.Planner, 40)),
		Audience: poverty.Planner, Web: page,
	})
}
