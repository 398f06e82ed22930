package ingest

import (
	"math/rand/v2"
	"slices"
	"testing"

	"tepat/geo/poverty"

	"github.com/paulmach/orb"
)

func TestIDsAgainstAMap(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	var s ids
	want := map[int64]bool{0: true}
	s.add(0)
	for range 100_000 {
		id := rng.Int64N(70_000) << rng.IntN(40)
		if s.add(id) == want[id] && id != 1 { // 0 and 1 share a slot
			t.Fatalf("add(%d) says new = %v", id, !want[id])
		}
		want[id] = true
	}
}

func TestStacksAgainstAMap(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	var s stacks
	want := map[poverty.Spot]int64{}
	corner := poverty.SpotOf(orb.Point{180, 90})
	for i := range 50_000 {
		p := orb.Point{float64(rng.IntN(60))*6 - 180, float64(rng.IntN(181)) - 90}
		spot := poverty.SpotOf(p)
		if i%10 == 0 {
			spot = corner // more than the bits of a count can say
		}
		s.add(spot)
		want[spot]++
	}
	spots, families := s.tall()
	var wantSpots []poverty.Spot
	var wantFamilies int64
	for spot, n := range want {
		if n > stackLimit {
			wantSpots, wantFamilies = append(wantSpots, spot), wantFamilies+n
		}
	}
	slices.Sort(spots)
	slices.Sort(wantSpots)
	if !slices.Equal(spots, wantSpots) || families != wantFamilies {
		t.Errorf("%d spots with %d families, want %d with %d", len(spots), families, len(wantSpots), wantFamilies)
	}
}

func TestASpotHasSixDecimals(t *testing.T) {
	for _, tc := range []struct {
		name string
		a, b orb.Point
		same bool
	}{
		{"beyond the sixth decimal", orb.Point{116.9512341, -0.4512341}, orb.Point{116.9512344, -0.4512339}, true},
		{"in the sixth decimal", orb.Point{116.951234, -0.451234}, orb.Point{116.951235, -0.451234}, false},
		{"on both sides of the equator", orb.Point{116.951234, -0.000001}, orb.Point{116.951234, 0.000001}, false},
		{"at the ends of the Earth", orb.Point{-180, -90}, orb.Point{180, 90}, false},
	} {
		if got := poverty.SpotOf(tc.a) == poverty.SpotOf(tc.b); got != tc.same {
			t.Errorf("%s: same = %v", tc.name, got)
		}
		if p := poverty.SpotOf(tc.a).Point(); max(p[0]-tc.a[0], tc.a[0]-p[0], p[1]-tc.a[1], tc.a[1]-p[1]) > 0.51e-6 {
			t.Errorf("%s: %v comes back as %v", tc.name, tc.a, p)
		}
	}
}
