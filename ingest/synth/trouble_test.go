package synth

import (
	"errors"
	"io"
	"path/filepath"
	"testing"

	"tepat/geo/area"
	"tepat/ingest/locate"
	"tepat/ingest/registry"

	"github.com/paulmach/orb"
)

// read writes one file of the regency and reads it as the import does.
func read(t *testing.T, r *Regency, name string, content registry.Content) (families []registry.Family, headers int) {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	for _, f := range r.files() {
		if f.name == name {
			if err := toFile(path, func(w io.Writer) error { return f.write(w, func() {}) }); err != nil {
				t.Fatal(err)
			}
		}
	}
	file, err := registry.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	table, err := file.Table(registry.Options{Content: content, TempDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	reader := table.Reader(r.AsOf)
	sheets := map[string]bool{}
	for {
		batch, err := table.Next()
		if errors.Is(err, io.EOF) {
			return families, len(sheets)
		} else if err != nil {
			t.Fatal(err)
		}
		for f := range reader.Families(batch) {
			copied := *f
			copied.Faults = append([]registry.Fault(nil), f.Faults...)
			families = append(families, copied)
			sheets[f.Sheet] = true
		}
	}
}

// within says whether a share of the rows lies between two bounds.
func within(t *testing.T, what string, n, of int, low, high float64) {
	t.Helper()
	if share := float64(n) / float64(of); share < low || share > high {
		t.Errorf("%s: %.3f %% of the rows, want %g to %g", what, 100*share, 100*low, 100*high)
	}
}

// rules counts what the registry's reader finds, by rule.
func rules(families []registry.Family) map[string]int {
	n := map[string]int{}
	for _, f := range families {
		for _, fault := range f.Faults {
			n[fault.Rule.ID]++
		}
	}
	return n
}

func TestTroublesOfDTSEN(t *testing.T) {
	families, _ := read(t, regency(), "households-dtsen.csv", registry.Families)
	villages := regency().Villages()
	byCode := map[string]int32{}
	for i := range villages {
		villages[i].ID = int32(i + 1)
		byCode[string(villages[i].Code)] = villages[i].ID
	}
	locator, err := area.NewLocator(villages)
	if err != nil {
		t.Fatal(err)
	}
	found, located, coded, undecided := map[string]int{}, 0, 0, 0
	points := map[orb.Point]int{}
	for _, f := range families {
		village, ok := byCode[f.VillageCode]
		if f.Desil == 0 {
			undecided++
		}
		if !ok {
			continue
		}
		coded++
		reading := locate.Read(f.Longitude, f.Latitude, locate.Format{}, village, locator)
		found[reading.Rule]++
		if reading.Status == locate.Located {
			located++
			points[reading.Point]++
		}
	}
	for _, n := range points {
		if n > 5 {
			found[locate.Stacked] += n
		}
	}
	for _, r := range []struct {
		rule      string
		low, high float64
	}{
		{locate.Swapped, 0.002, 0.006}, {locate.Comma, 0.003, 0.007}, {locate.Minutes, 0.001, 0.005},
		{locate.LostMinus, 0.001, 0.006}, {locate.Default, 0.002, 0.006}, {locate.UTM, 0.001, 0.005},
		{locate.LostPoint, 0.001, 0.005}, {locate.Coarse, 0.006, 0.016}, {locate.Stacked, 0.003, 0.03},
		{locate.OtherVillage, 0.002, 0.012}, {locate.OtherRegency, 0.0004, 0.004}, {locate.Absent, 0.025, 0.045},
	} {
		within(t, r.rule, found[r.rule], coded, r.low, r.high)
	}
	if n := found[locate.Unreadable]; n > 0 {
		t.Errorf("%d coordinates cannot be read at all", n)
	}
	within(t, "located", located, coded, 0.90, 0.97)
	within(t, "named without a code of today", len(families)-coded, len(families), 0.005, 0.03)
	within(t, "without desil", undecided, len(families), 0.01, 0.03)
	found = rules(families)
	for rule, high := range map[string]float64{"N01": 0.02, "N02": 0.01, "N03": 0.002, "N05": 0.005, "N13": 0.006} {
		within(t, rule, found[rule], len(families), 0.0001, high)
	}
}

func TestTroublesOfP3KE(t *testing.T) {
	r := Make(Options{Seed: 1, Households: 8000}) // workbooks are slow under the race detector
	families, sheets := read(t, r, "households-p3ke.xlsx", registry.Families)
	if sheets != 3 {
		t.Errorf("read %d sheets, want 3", sheets)
	}
	known := map[string]*family{}
	for i, f := range r.families {
		known[f.name()] = &r.families[i]
	}
	wrong, unmatched := 0, 0
	for _, f := range families {
		who := known[string(f.Name)]
		if who == nil || f.Longitude+f.Latitude+string(f.KK) != "" || f.Broken() != nil {
			t.Fatalf("%s row %d is not what was written", f.Sheet, f.Row)
		}
		if f.Sex != who.sex || !f.Birth.Equal(who.birth) || int(f.Desil) != who.desilOld || f.Dukcapil == 0 || f.Receives|f.ReceivesNot == 0 {
			wrong++
		}
		if f.Dukcapil < 0 {
			unmatched++
		}
	}
	if wrong > 0 {
		t.Errorf("%d rows were read otherwise than meant", wrong)
	}
	within(t, "unknown to the civil registry", unmatched, len(families), 0.02, 0.08)
}

func TestTroublesOfLists(t *testing.T) {
	registered := map[string]bool{}
	for _, f := range regency().families {
		if f.listed != 0 {
			registered[f.nik] = true
		}
	}
	for _, p := range programmes {
		families, _ := read(t, regency(), "recipients-"+p.id+".csv", registry.Recipients)
		strangers, unread := 0, 0
		for _, f := range families {
			if !registered[string(f.NIK)] && f.NIKSound {
				strangers++
			}
			if !f.AmountKnown || f.Amount < int64(p.rupiah[0]) || f.Period == "" || f.Status == "" || f.Broken() != nil {
				unread++
			}
		}
		if unread > 0 {
			t.Errorf("%s: %d of %d rows were not read in full", p.id, unread, len(families))
		}
		within(t, p.id+" strangers", strangers, len(families), 0.003, 0.03)
	}
}
