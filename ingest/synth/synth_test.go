package synth

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"tepat/geo/area"
	"tepat/geo/hex"
	"tepat/geo/poverty"
	"tepat/geo/sharedtest"
	"tepat/ingest/boundary"
	"tepat/ingest/registry"
	"tepat/store/storetest"

	"github.com/paulmach/orb"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

// regency is the one of the demo.
var regency = sync.OnceValue(func() *Regency { return Make(Options{Seed: 1}) })

// sums writes all files and returns their hashes.
func sums(t *testing.T, o Options) string {
	t.Helper()
	var all []string
	for _, f := range Make(o).files() {
		h := sha256.New()
		if err := f.write(h, func() {}); err != nil {
			t.Fatal(err)
		}
		all = append(all, fmt.Sprintf("%s %x", f.name, h.Sum(nil)))
	}
	return strings.Join(all, "\n")
}

func TestEqualSeedEqualBytes(t *testing.T) {
	o := Options{Seed: 7, Households: 1500, Villages: 40}
	first := sums(t, o)
	before := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(before)
	for range 2 { // a map's order can be the same by chance
		if again := sums(t, o); again != first {
			t.Fatalf("files differ:\n%s\n\n%s", first, again)
		}
	}
	o.Seed++
	for i, line := range strings.Split(sums(t, o), "\n") {
		if strings.Split(first, "\n")[i] == line {
			t.Errorf("another seed made the same file: %s", line)
		}
	}
}

func TestWriteTellsItsProgress(t *testing.T) {
	var last, total int64
	dir := filepath.Join(t.TempDir(), "new")
	files, err := Make(Options{Seed: 2, Households: 3000, Villages: 30}).Write(dir, func(done, all int64) {
		if done < last || done > all {
			t.Errorf("%d of %d after %d", done, all, last)
		}
		last, total = done, all
	})
	if err != nil || len(files) != 8 || last != total || total < 3000 {
		t.Fatalf("%d files, %d of %d rows, %v", len(files), last, total, err)
	}
	for _, f := range files {
		if info, err := os.Stat(f); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", f, err)
		}
	}
}

// TestNeighboursShareBorders holds each edge against all others: it is drawn
// once each way where two villages meet, and once where the regency ends.
func TestNeighboursShareBorders(t *testing.T) {
	type edge struct{ a, b orb.Point }
	drawn := map[edge]int{}
	for _, v := range regency().villages {
		for _, polygon := range v.Shape {
			for _, ring := range polygon {
				for i := 1; i < len(ring); i++ {
					drawn[edge{ring[i-1], ring[i]}]++
				}
			}
		}
	}
	shared := 0
	for e, n := range drawn {
		back := drawn[edge{e.b, e.a}]
		if n != 1 || back > 1 {
			t.Fatalf("an edge is drawn %d times, and back %d times", n, back)
		}
		shared += back
	}
	if share := float64(shared) / float64(len(drawn)); share < 0.6 {
		t.Errorf("only %.0f %% of the edges are shared", 100*share)
	}
}

func TestVillagesAreLikeRealOnes(t *testing.T) {
	r := regency()
	if len(r.villages) != 237 || len(r.families) != 60_000 {
		t.Fatalf("%d villages, %d families", len(r.villages), len(r.families))
	}
	names, inDistrict := map[string][]string{}, map[string]int{}
	var south, north, km2 float64
	for _, v := range r.villages {
		if code, err := area.ParseCode(area.Kemendagri, string(v.Code)); err != nil || code != v.Code || code.Parent(area.Kemendagri) != v.Parent {
			t.Errorf("%s: %v", v.Code, err)
		}
		if slices.Contains(names[v.Name], v.district) {
			t.Errorf("two villages of %s are called %s", v.district, v.Name)
		}
		names[v.Name] = append(names[v.Name], v.district)
		inDistrict[v.district]++
		if v.families < 59 || v.families > 1501 {
			t.Errorf("%s has %d families", v.Code, v.families)
		}
		south, north = min(south, v.box.Min[1]), max(north, v.box.Max[1])
		km2 += squareKm(v.Shape)
	}
	repeated := 0
	for _, districts := range names {
		if len(districts) > 1 {
			repeated++
		}
	}
	if repeated != repeatedNames {
		t.Errorf("%d names repeat, want %d", repeated, repeatedNames)
	}
	for name, n := range inDistrict {
		if n < 5 || n > 20 {
			t.Errorf("district %s has %d villages", name, n)
		}
	}
	if len(inDistrict) != 20 || south > -0.5 || north < 0.5 || km2 < 15_000 || km2 > 35_000 {
		t.Errorf("%d districts from %.1f to %.1f degrees, %.0f km²", len(inDistrict), south, north, km2)
	}
}

// TestAnyNumberOfVillages makes the smallest and the largest regency.
func TestAnyNumberOfVillages(t *testing.T) {
	for _, n := range []int{1, 7, MaxVillages} {
		r := Make(Options{Seed: 3, Villages: n, Households: 3 * n})
		if len(r.villages) != n || len(r.families) != 3*n {
			t.Errorf("%d villages: got %d with %d families", n, len(r.villages), len(r.families))
		}
		for _, v := range r.Villages() {
			if _, err := area.ParseCode(area.Kemendagri, string(v.Code)); err != nil {
				t.Fatalf("%d villages: %v", n, err)
			}
		}
	}
}

// kukar returns the real villages of Kutai Kartanegara.
func kukar(t *testing.T) (villages []area.Area) {
	t.Helper()
	path, ok := sharedtest.Path(t, "boundaries/kukar_desa.geojson")
	if !ok {
		t.SkipNow()
	}
	file, err := boundary.Open(path, boundary.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	columns, err := file.Columns(area.Kemendagri, area.Village, "", "")
	if err != nil {
		t.Fatal(err)
	}
	for f, err := range file.Features(columns) {
		if err != nil {
			t.Fatal(err)
		}
		code := area.Code(f.Code)
		villages = append(villages, area.Area{System: area.Kemendagri, Vintage: "2025", Level: area.Village,
			Code: code, Name: f.Name, Parent: code.Parent(area.Kemendagri), Shape: f.Shape})
	}
	return villages
}

// TestFamiliesLiveInTheirVillage asks the locator of the import.
func TestFamiliesLiveInTheirVillage(t *testing.T) {
	for _, tc := range []struct {
		name string
		make func(t *testing.T) *Regency
	}{
		{"made up", func(*testing.T) *Regency { return regency() }},
		{"real boundaries", func(t *testing.T) *Regency { return Make(Options{Seed: 1, Households: 20_000, Areas: kukar(t)}) }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := tc.make(t)
			villages := r.Villages()
			for i := range villages {
				villages[i].ID = int32(i + 1)
			}
			locator, err := area.NewLocator(villages)
			if err != nil {
				t.Fatal(err)
			}
			outside := 0
			for _, f := range r.families {
				if d := locator.Distance(int32(f.village+1), f.at); d > 1 {
					outside++
				}
			}
			if outside > 0 {
				t.Errorf("%d of %d families live outside their village", outside, len(r.families))
			}
		})
	}
}

func TestFamiliesAreClusteredAndPoorerFarAway(t *testing.T) {
	r := regency()
	cells := map[hex.Cell]int{}
	type mean struct{ sum, n float64 }
	var near, far mean
	for _, f := range r.families {
		c, err := hex.At(f.at, hex.Base)
		if err != nil {
			t.Fatal(err)
		}
		cells[c]++
		m := &near
		if r.villages[f.village].town > 60 {
			m = &far
		}
		m.sum, m.n = m.sum+float64(f.desil), m.n+1
	}
	together := 0
	for _, n := range cells {
		if n >= 10 {
			together += n
		}
	}
	if share := float64(together) / float64(len(r.families)); share < 0.6 {
		t.Errorf("%.0f %% of the families live in cells of ten and more, want 60", 100*share)
	}
	if near.sum/near.n < far.sum/far.n+0.5 {
		t.Errorf("mean desil %.1f near the town, %.1f far off", near.sum/near.n, far.sum/far.n)
	}
	lower := 0
	for _, f := range r.families {
		if f.listed&inP3KE != 0 {
			lower++
		}
	}
	if lower < 22_000 || lower > 28_000 {
		t.Errorf("P3KE lists %d families, want about 25,000", lower)
	}
}

// TestProgrammesMissWholePlaces: some villages are far below the usual, and those stand together.
func TestProgrammesMissWholePlaces(t *testing.T) {
	r := regency()
	for k, p := range programmes {
		if p.reach < 0.5 {
			continue
		}
		eligible, reached := make([]float64, len(r.villages)), make([]float64, len(r.villages))
		others, leaked := 0.0, 0.0
		for _, f := range r.families {
			switch got := f.receives.has(k); {
			case f.desil <= p.ceiling:
				eligible[f.village]++
				if got {
					reached[f.village]++
				}
			default:
				others++
				if got {
					leaked++
				}
			}
		}
		under, besides := 0, 0
		for i, v := range r.villages {
			if reached[i] >= 0.5*p.reach*eligible[i] {
				continue
			}
			under++
			if slices.ContainsFunc(r.villages, func(w village) bool {
				j := slices.IndexFunc(r.villages, func(x village) bool { return x.Code == w.Code })
				return j != i && math.Hypot(v.at[0]-w.at[0], v.at[1]-w.at[1]) < 10 && reached[j] < 0.5*p.reach*eligible[j]
			}) {
				besides++
			}
		}
		if under < 8 || under > 120 || float64(besides) < 0.5*float64(under) {
			t.Errorf("%s misses %d villages, %d of them beside another", p.id, under, besides)
		}
		if share := leaked / others; share == 0 || share > 0.15 {
			t.Errorf("%s reaches %.1f %% of the others", p.id, 100*share)
		}
	}
}

func TestNumbersAreSoundAndPlainlySynthetic(t *testing.T) {
	r := regency()
	given := map[string]bool{}
	for _, f := range r.families {
		for _, number := range []string{f.nik, f.kk} {
			if given[number] {
				t.Fatal("a number was given twice")
			}
			given[number] = true
			if number[12] != '9' {
				t.Fatalf("serial %s is one that could be real", number[12:])
			}
		}
		if _, broken := registry.ParseNIK(f.nik); broken != nil {
			t.Fatalf("%s", broken.Message.EN)
		}
		if _, broken := registry.ParseKK(f.kk); broken != nil {
			t.Fatalf("%s", broken.Message.EN)
		}
		birth, sex := registry.Encoded(f.nik, r.AsOf)
		if sex != f.sex || !birth.IsZero() && !birth.Equal(f.birth) {
			t.Fatalf("the NIK says %v %c, the family %v %c", birth, sex, f.birth, f.sex)
		}
		if age := r.AsOf.Sub(f.birth).Hours() / 24 / 365.25; age < 17.9 || age > 95 {
			t.Fatalf("a head is %.0f years old", age)
		}
		if !strings.HasPrefix(f.name(), "SINTETIS ") || !strings.HasSuffix(f.address(), " SINTETIS") {
			t.Fatalf("%s, %s could be real", f.name(), f.address())
		}
	}
}

// TestAMillionHeads: one district has room for them, each with a number of its own.
func TestAMillionHeads(t *testing.T) {
	n := newNumbers([]village{{Area: area.Area{Code: "64.69.01.2001"}}})
	given := make(map[string]bool, 1_000_000)
	for i := range 1_000_000 {
		_, nik := n.person(n.home[0], 3000+i*7919%20_000, 'M')
		if given[nik] || nik[12] != '9' {
			t.Fatalf("head %d got a number that was given, or a real one", i)
		}
		given[nik] = true
	}
}

func TestWriteCSV(t *testing.T) {
	const n = 20_000
	write := func(changed float64) []string {
		var b bytes.Buffer
		if err := WriteEdition(&b, regency().Villages(), n, 5, changed); err != nil {
			t.Fatal(err)
		}
		return strings.Split(strings.TrimSpace(b.String()), "\n")
	}
	first, again, later := write(0), write(0), write(0.02)
	if len(first) != n+1 || !slices.Equal(first, again) {
		t.Fatalf("%d lines; equal when written again: %v", len(first), slices.Equal(first, again))
	}
	changed := 0
	for i := range first {
		if first[i] != later[i] {
			changed++
		}
	}
	if changed < 300 || changed > 500 {
		t.Errorf("the later edition has %d of %d rows changed, want 2 %%", changed, n)
	}
}

func BenchmarkMake(b *testing.B) {
	for b.Loop() {
		Make(Options{Seed: 1})
	}
}

func BenchmarkWriteCSV(b *testing.B) {
	villages := regency().Villages()
	for b.Loop() {
		if err := WriteCSV(io.Discard, villages, 100_000, 1); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*100_000/b.Elapsed().Seconds(), "rows/s")
}

// The houses of the poor are worse, and whatever P3KE says of them in words is read as the code that DTSEN has.
func TestHousesAreReadAlikeFromWordsAndCodes(t *testing.T) {
	bad := map[bool][2]int{}
	for n := range 20_000 {
		f := &family{number: n, desil: 1 + n%10}
		h := house(f)
		for q := poverty.Floor; q < poverty.Power; q++ {
			if a := h.Answer(q); a < 1 || a > poverty.Questions[q].Answers || answerWords[q] != nil && answerWords[q][a] == "" {
				t.Fatalf("%s is %d", poverty.Questions[q].Name, a)
			}
		}
		c := bad[f.desil <= 4]
		c[1]++
		if h.Answer(poverty.Floor) >= 7 || h.Answer(poverty.Toilet) == 6 || h.Answer(poverty.Water) == 9 {
			c[0]++
		}
		bad[f.desil <= 4] = c
	}
	poor, rich := float64(bad[true][0])/float64(bad[true][1]), float64(bad[false][0])/float64(bad[false][1])
	if poor < 1.4*rich || poor > 0.8 {
		t.Errorf("bad houses: %.2f of the poor, %.2f of the others", poor, rich)
	}
}

// TestConsumptionFollowsWelfare makes as many poor as a regency like Kukar has, most
// of them in the lowest deciles, and asks nearly everybody.
func TestConsumptionFollowsWelfare(t *testing.T) {
	r := Make(Options{Households: 20_000, Villages: 40, Seed: 3})
	var persons, poor, low, unknown float64
	for i := range r.families {
		f := &r.families[i]
		if consumption(f) == "" {
			unknown++
			continue
		}
		rupiah, err := strconv.Atoi(consumption(f))
		if err != nil || rupiah < 100_000 || rupiah > 20_000_000 {
			t.Fatalf("family %d consumes %q", f.number, consumption(f))
		}
		persons += float64(f.members)
		if rupiah < 550_000 {
			poor += float64(f.members)
			if f.desil <= 2 {
				low += float64(f.members)
			}
		}
	}
	within(t, "without consumption", int(unknown), len(r.families), 0.04, 0.08)
	within(t, "persons below the line", int(poor), int(persons), 0.05, 0.12)
	within(t, "of these in desil 1 and 2", int(low), int(poor), 0.8, 1)
}
