package target

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"tepat/geo/poverty"

	"pgregory.net/rapid"
)

var byVillage = Question{Kind: "village", Threshold: .7}

func rank(t reporter, q Question, places ...Place) *Ranking {
	t.Helper()
	r, err := Rank(places, q)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return r
}

func codes(places []Ranked) (out []string) {
	for _, p := range places {
		out = append(out, p.Code)
	}
	return out
}

func TestRankOrdersByFamiliesMissed(t *testing.T) {
	r := rank(t, byVillage,
		Place{Code: "d", State: Known, Eligible: 40, Reached: 20},
		Place{Code: "c", State: Known, Eligible: 30, Reached: 10}, // as many of fewer
		Place{Code: "b", State: Known, Eligible: 30, Reached: 10}, // the same: by code
		Place{Code: "a", State: Known, Eligible: 90, Reached: 90},
		Place{Code: "e", State: Known, Eligible: 100, Reached: 60},
		Place{Code: "noise", State: Known, Eligible: 10, Reached: 12}, // protected by noise
	)
	if got := strings.Join(codes(r.Places), " "); got != "e b c d noise a" {
		t.Errorf("the order is %s", got)
	}
	first := &r.Places[0]
	near(t, "share missed", value(t, first.Share()), .4, 0)
	near(t, "share of the gap", value(t, first.OfGap()), .4, 0)
	near(t, "running sum", value(t, r.Places[1].Running()), .6, 0)
	near(t, "the end", value(t, r.Places[5].Running()), 1, 0)
	if first.Position != 1 || r.Places[5].Position != 6 || r.Places[4].Missed != 0 {
		t.Errorf("%+v", r.Places)
	}
	if g := r.AdministrativeGap(); g.NotReached() != 100 || g.Eligible() != 300 {
		t.Errorf("the gap is %v", g)
	}
	for share, want := range map[float64]int{.4: 1, .41: 2, .5: 2, .6: 2, 1: 4} {
		if got := r.Holding(share); got != want {
			t.Errorf("%d places hold %v of the gap, want %d", got, share, want)
		}
	}
}

func TestNoPlaceIsDropped(t *testing.T) {
	r := rank(t, byVillage,
		Place{Code: "forgotten", Eligible: 4},
		Place{Code: "empty", State: NoData},
		Place{Code: "rich", State: Known},
		Place{Code: "lonely", State: Known, Eligible: 9, HotSpot: NotTested},
		Place{Code: "another", State: Known, Eligible: 9, HotSpot: NotTested},
		Place{Code: "cleared", State: Withheld},
	)
	for name, lists := range map[string][2][]string{
		"ranked":          {codes(r.Places), {"another", "lonely"}},
		"withheld":        {r.Withheld, {"cleared", "forgotten"}},
		"no data":         {r.NoData, {"empty"}},
		"nobody eligible": {r.NobodyEligible, {"rich"}},
		"not tested":      {r.NotTested, {"another", "lonely"}},
	} {
		if !slices.Equal(lists[0], lists[1]) {
			t.Errorf("%s: %v, want %v", name, lists[0], lists[1])
		}
	}
}

func TestBelowThreshold(t *testing.T) {
	r := rank(t, Question{Kind: "cell", Threshold: .25},
		Place{Code: "uniform", State: Known, Eligible: 3, Posterior: Posterior{1, 1}},
		Place{Code: "squared", State: Known, Eligible: 2, Posterior: Posterior{2, 1}}, // density 2x
		Place{Code: "nothing believed", State: Known, Eligible: 1},
	)
	for i, want := range []float64{.25, .0625} {
		p, ok := r.Places[i].BelowThreshold()
		near(t, r.Places[i].Code, known(t, p, ok), want, 1e-12)
	}
	if p, ok := r.Places[2].BelowThreshold(); ok || p != 0 {
		t.Errorf("a probability of %v without a posterior", p)
	}
	for threshold, want := range map[float64]float64{0: 0, 1: 1} {
		r := rank(t, Question{Kind: "cell", Threshold: threshold}, Place{Code: "x", State: Known, Eligible: 3, Posterior: Posterior{3, 2}})
		p, ok := r.Places[0].BelowThreshold()
		near(t, "at the border", known(t, p, ok), want, 0)
	}
}

func TestHeadline(t *testing.T) {
	village := func(code string, eligible, missed int) Place {
		return Place{Code: code, State: Known, Eligible: eligible, Reached: eligible - missed}
	}
	for _, tc := range []struct {
		name   string
		q      Question
		places []Place
		en, id string
	}{
		{"two of three", byVillage, []Place{village("a", 3000, 400), village("b", 3000, 400), village("c", 3000, 300), {Code: "w"}},
			"2 of 3 villages hold at least half of the 1,100 eligible families known to be missed; the figures of 1 village are withheld.",
			"2 dari 3 desa dan kelurahan memuat sedikitnya separuh dari 1.100 keluarga berhak yang diketahui terlewat; angka 1 desa dan kelurahan disamarkan."},
		{"one district in a regency", Question{Kind: "district", Within: "Kutai Kartanegara"}, []Place{village("a", 9, 5), village("b", 9, 1)},
			"1 of 2 districts holds at least half of the 6 eligible families known to be missed in Kutai Kartanegara.",
			"1 dari 2 kecamatan memuat sedikitnya separuh dari 6 keluarga berhak yang diketahui terlewat di Kutai Kartanegara."},
		{"one place, one family", Question{Kind: "cluster"}, []Place{village("a", 9, 1)},
			"1 of 1 cluster holds at least half of the 1 eligible family known to be missed.",
			"1 dari 1 klaster memuat sedikitnya separuh dari 1 keluarga berhak yang diketahui terlewat."},
		{"nobody missed", byVillage, []Place{village("a", 9, 0), village("b", 9, 0)},
			"No eligible family is known to be missed in 2 villages.",
			"Tidak ada keluarga berhak yang diketahui terlewat di 2 desa dan kelurahan."},
		{"all withheld", Question{Kind: "cell"}, []Place{{Code: "a"}, {Code: "b"}},
			"No figure can be shown: those of 2 hexagons are withheld. That does not mean that nobody is missed.",
			"Tidak ada angka yang dapat ditampilkan: angka 2 heksagon disamarkan. Itu tidak berarti tidak ada yang terlewat."},
		{"nothing", byVillage, nil,
			"There is no figure to show for any village.",
			"Tidak ada angka yang dapat ditampilkan untuk desa dan kelurahan."},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := rank(t, tc.q, tc.places...).Headline()
			if want := (poverty.Text{EN: tc.en, ID: tc.id}); got != want {
				t.Errorf("got  %+v\nwant %+v", got, want)
			}
		})
	}
}

func TestWhy(t *testing.T) {
	// The other places miss 9 000 families in all, so that shares are round.
	for _, tc := range []struct {
		name   string
		q      Question
		p      Place
		en, id string
	}{
		{"clearly below, in a hot spot", byVillage, Place{Eligible: 1204, Reached: 204, Posterior: Posterior{15, 15}, HotSpot: Hot},
			"1,000 of 1,204 eligible families here are not reached (10% of all families known to be missed); the share reached is clearly below 70%, and many are missed around it as well.",
			"1.000 dari 1.204 keluarga berhak di sini belum terjangkau (10% dari semua keluarga yang diketahui terlewat); bagian yang terjangkau jelas di bawah 70%, dan di sekitarnya juga banyak yang terlewat."},
		{"probably below", byVillage, Place{Eligible: 20, Reached: 12, Posterior: Posterior{12, 8}},
			"8 of 20 eligible families here are not reached (less than 0.1% of all families known to be missed); the share reached is probably below 70%.",
			"8 dari 20 keluarga berhak di sini belum terjangkau (kurang dari 0,1% dari semua keluarga yang diketahui terlewat); bagian yang terjangkau kemungkinan besar di bawah 70%."},
		{"perhaps by chance, alone", byVillage, Place{Eligible: 30, Reached: 20, Posterior: Posterior{19, 11}, HotSpot: HotOutlier},
			"10 of 30 eligible families here are not reached (0.1% of all families known to be missed); that fewer than 70% are reached may be chance, while fewer are missed around it.",
			"10 dari 30 keluarga berhak di sini belum terjangkau (0,1% dari semua keluarga yang diketahui terlewat); kurang dari 70% yang terjangkau mungkin hanya kebetulan, sedangkan di sekitarnya lebih sedikit yang terlewat."},
		{"many of very many", Question{Kind: "village", Within: "Muara Muntai", Threshold: .725}, Place{Eligible: 10000, Reached: 9700},
			"300 of 10,000 eligible families here are not reached (3.2% of all families known to be missed in Muara Muntai); the place is listed for their number, since at least 72.5% are reached.",
			"300 dari 10.000 keluarga berhak di sini belum terjangkau (3,2% dari semua keluarga yang diketahui terlewat di Muara Muntai); masuk daftar karena jumlahnya, sebab cakupannya sendiri sudah sedikitnya 72,5%."},
		{"on the threshold", Question{Kind: "village", Threshold: .1}, Place{Eligible: 10, Reached: 1},
			"9 of 10 eligible families here are not reached (less than 0.1% of all families known to be missed); the place is listed for their number, since at least 10% are reached.",
			"9 dari 10 keluarga berhak di sini belum terjangkau (kurang dari 0,1% dari semua keluarga yang diketahui terlewat); masuk daftar karena jumlahnya, sebab cakupannya sendiri sudah sedikitnya 10%."},
		{"nothing believed, no threshold", Question{Kind: "village"}, Place{Eligible: 12, Reached: 11, HotSpot: ColdOutlier},
			"1 of 12 eligible families here is not reached (less than 0.1% of all families known to be missed), while more are missed around it.",
			"1 dari 12 keluarga berhak di sini belum terjangkau (kurang dari 0,1% dari semua keluarga yang diketahui terlewat), sedangkan di sekitarnya lebih banyak yang terlewat."},
		{"a cluster has no surroundings of its own kind", Question{Kind: "cluster"}, Place{Eligible: 742, Reached: 498, HotSpot: Hot, Ratio: 6.4244},
			"244 of 742 eligible families here are not reached (2.6% of all families known to be missed); the share missed is 6.4 times that elsewhere.",
			"244 dari 742 keluarga berhak di sini belum terjangkau (2,6% dari semua keluarga yang diketahui terlewat); porsi yang terlewat 6,4 kali porsi di tempat lain."},
		{"a cluster beside which nobody is missed", Question{Kind: "cluster"}, Place{Eligible: 20, Reached: 12, HotSpot: Hot},
			"8 of 20 eligible families here are not reached (less than 0.1% of all families known to be missed).",
			"8 dari 20 keluarga berhak di sini belum terjangkau (kurang dari 0,1% dari semua keluarga yang diketahui terlewat)."},
		{"nobody reached", byVillage, Place{Eligible: 1000, Posterior: Posterior{1, 1001}},
			"None of the 1,000 eligible families here is reached (10% of all families known to be missed).",
			"Tidak satu pun dari 1.000 keluarga berhak di sini terjangkau (10% dari semua keluarga yang diketahui terlewat)."},
		{"one family", byVillage, Place{Eligible: 1},
			"The one eligible family here is not reached (less than 0.1% of all families known to be missed).",
			"Satu-satunya keluarga berhak di sini belum terjangkau (kurang dari 0,1% dari semua keluarga yang diketahui terlewat)."},
		{"all reached", byVillage, Place{Eligible: 1204, Reached: 1204, HotSpot: ColdOutlier},
			"All 1,204 eligible families here are reached.",
			"Semua 1.204 keluarga berhak di sini sudah terjangkau."},
		{"one reached", byVillage, Place{Eligible: 1, Reached: 1},
			"The one eligible family here is reached.",
			"Satu-satunya keluarga berhak di sini sudah terjangkau."},
	} {
		t.Run(tc.name, func(t *testing.T) {
			tc.p.Code, tc.p.State = "x", Known
			r := rank(t, tc.q, tc.p, Place{Code: "others", State: Known, Eligible: 9000})
			i := slices.Index(codes(r.Places), "x")
			if got, want := r.Places[i].Why(), (poverty.Text{EN: tc.en, ID: tc.id}); got != want {
				t.Errorf("got  %+v\nwant %+v", got, want)
			}
		})
	}
}

func TestNumbersAsLanguagesWriteThem(t *testing.T) {
	for _, tc := range []struct {
		share  float64
		en, id string
	}{
		{0, "0%", "0%"}, {.0004, "less than 0.1%", "kurang dari 0,1%"}, {.001, "0.1%", "0,1%"}, {.063, "6.3%", "6,3%"}, {.02, "2%", "2%"},
		{.0999, "10%", "10%"}, {.125, "13%", "13%"}, {.99, "99%", "99%"}, {.999, "more than 99%", "lebih dari 99%"}, {1, "100%", "100%"},
	} {
		if en, id := english.percent(tc.share), indonesian.percent(tc.share); en != tc.en || id != tc.id {
			t.Errorf("%v is %s and %s, want %s and %s", tc.share, en, id, tc.en, tc.id)
		}
	}
	for n, want := range map[int][2]string{0: {"0", "0"}, 999: {"999", "999"}, 1000: {"1,000", "1.000"}, 1234567: {"1,234,567", "1.234.567"}} {
		if got := [2]string{english.count(n), indonesian.count(n)}; got != want {
			t.Errorf("%d is %v", n, got)
		}
	}
}

func TestDoubts(t *testing.T) {
	if d := (Facts{Hidden: true}).Doubts(); len(d) != 1 || !strings.Contains(d[0].EN, "is not shown") || !strings.Contains(d[0].ID, "disamarkan") {
		t.Errorf("where the located share is withheld the doubts are %v", d)
	}
	if d := (Facts{NotLocated: poverty.Rate{Part: 9, Whole: 100}, Old: poverty.Rate{Part: 9, Whole: 100}}).Doubts(); d != nil {
		t.Errorf("small things are doubted: %v", d)
	}
	got := Facts{NotLocated: poverty.Rate{Part: 1, Whole: 8}, Discordant: poverty.Rate{Part: 3, Whole: 10}, Old: poverty.Rate{Part: 30, Whole: 40}}.Doubts()
	want := []poverty.Text{
		{EN: "13% of the families here have no location and are missing from the map.", ID: "13% keluarga di sini belum punya titik lokasi dan tidak tampak di peta."},
		{EN: "The registries disagree about 30% of the families here.", ID: "Sumber data tidak sepakat tentang 30% keluarga di sini."},
		{EN: "No registry has confirmed 75% of the families here for more than a year.", ID: "Data 75% keluarga di sini tidak dimutakhirkan lebih dari setahun."},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
}

func TestRankRefuses(t *testing.T) {
	one := []Place{{Code: "a", State: Known, Eligible: 1}}
	with := func(change func(p *Place)) []Place {
		p := Place{Code: "b", State: Known, Eligible: 1}
		change(&p)
		return append(one, p)
	}
	for _, tc := range []struct {
		name       string
		places     []Place
		q          Question
		field, got string
	}{
		{"an unknown kind", one, Question{Kind: "hamlet"}, "by", "hamlet"},
		{"no kind", one, Question{}, "by", ""},
		{"a threshold above 1", one, Question{Kind: "cell", Threshold: 70}, "threshold", "70"},
		{"a threshold below 0", one, Question{Kind: "cell", Threshold: -.1}, "threshold", "-0.1"},
		{"a threshold that is no number", one, Question{Kind: "cell", Threshold: math.NaN()}, "threshold", "NaN"},
		{"a place twice", append(one, one...), byVillage, "code", "a"},
		{"fewer than none", with(func(p *Place) { p.Eligible = -1 }), byVillage, "eligible of b", "-1"},
		{"more than the Earth holds", with(func(p *Place) { p.Reached = math.MaxInt }), byVillage, "reached of b", "9223372036854775807"},
		{"half a posterior", with(func(p *Place) { p.Posterior.A = 1 }), byVillage, "posterior of b", "{1 0}"},
		{"an endless posterior", with(func(p *Place) { p.Posterior = Posterior{1, math.Inf(1)} }), byVillage, "posterior of b", "{1 +Inf}"},
		{"an unknown label", with(func(p *Place) { p.HotSpot = "warm" }), byVillage, "hot_spot of b", "warm"},
		{"an unknown state", with(func(p *Place) { p.State = 3 }), byVillage, "state of b", "3"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := Rank(tc.places, tc.q)
			var refused *poverty.InputError
			if !errors.As(err, &refused) || refused.Field != tc.field || refused.Got != tc.got || refused.Allowed == "" {
				t.Errorf("got %v, want %s %q refused", err, tc.field, tc.got)
			}
		})
	}
}

// Positions follow the families counted, ranges the shares that are believed:
// where the two part, a range that leaves the position out would be no range of it.
func TestRangesHoldPositions(t *testing.T) {
	many := Place{Code: "a", State: Known, Eligible: 90, Reached: 60, Rank: RankRange{2, 3}}
	few := Place{Code: "b", State: Known, Eligible: 90, Reached: 70, Rank: RankRange{1, 1}}
	none := Place{Code: "c", State: Known, Eligible: 90, Reached: 80}
	for i, want := range []RankRange{{1, 3}, {1, 2}, {}} {
		if got := rank(t, byVillage, many, few, none).Places[i]; got.Rank != want {
			t.Errorf("position %d has the range %v, want %v", got.Position, got.Rank, want)
		}
	}
}

// A ranking does not depend on the order of places; nobody is lost; running sums
// rise to 1; half of the gap is held by Holding(½) places and not by fewer.
func TestRankHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 30).Draw(t, "places")
		var places []Place
		for i := range n {
			places = append(places, Place{
				Code:     fmt.Sprintf("64.02.%02d", i),
				State:    rapid.SampledFrom([]State{Known, Known, Known, Withheld, NoData}).Draw(t, "state"),
				Eligible: rapid.IntRange(0, 12).Draw(t, "eligible"),
				Reached:  rapid.IntRange(0, 12).Draw(t, "reached"),
				HotSpot:  rapid.SampledFrom(hotSpots).Draw(t, "hot spot"),
			})
		}
		r := rank(t, byVillage, places...)
		if other := rank(t, byVillage, rapid.Permutation(places).Draw(t, "order")...); !reflect.DeepEqual(r, other) {
			t.Fatalf("another order gives another ranking")
		}
		if total := len(r.Places) + len(r.Withheld) + len(r.NoData) + len(r.NobodyEligible); total != n {
			t.Fatalf("%d places of %d are listed", total, n)
		}
		before := 0.
		for i := range r.Places {
			p := &r.Places[i]
			if p.Running().Part < before || i > 0 && p.Missed > r.Places[i-1].Missed {
				t.Fatalf("place %d: %+v", i, p)
			}
			before = p.Running().Part
			if why := p.Why(); strings.Contains(why.EN+why.ID, "NaN") || strings.Contains(why.EN+why.ID, "%!") {
				t.Fatalf("%v", why)
			}
		}
		if r.missed == 0 {
			if r.Holding(.5) != 0 {
				t.Fatalf("%d places hold half of nothing", r.Holding(.5))
			}
			return
		}
		near(t, "the last running sum", value(t, r.Places[len(r.Places)-1].Running()), 1, 0)
		half := r.Holding(.5)
		if value(t, r.Places[half-1].Running()) < .5 || half > 1 && value(t, r.Places[half-2].Running()) >= .5 {
			t.Fatalf("%d places do not hold half", half)
		}
	})
}

func BenchmarkRank(b *testing.B) {
	var places []Place
	for i := range 30_000 {
		places = append(places, Place{Code: fmt.Sprintf("%015x", i*7919), State: Known, Eligible: 50 + i%37, Reached: i * 31 % 50, Posterior: Posterior{3, 4}})
	}
	for b.Loop() {
		r, err := Rank(places, Question{Kind: "cell", Threshold: .7})
		if err != nil {
			b.Fatal(err)
		}
		for i := range 50 {
			r.Places[i].Why()
		}
	}
}
