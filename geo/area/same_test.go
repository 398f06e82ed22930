package area

import (
	"testing"

	"github.com/paulmach/orb"
)

func TestSameGround(t *testing.T) {
	of := func(vintage string, level Level, width float64) Area {
		return Area{Vintage: vintage, Level: level, Shape: orb.MultiPolygon{{{{117, 0}, {117 + width, 0}, {117 + width, 1}, {117, 1}, {117, 0}}}}}
	}
	for _, tc := range []struct {
		name string
		b    Area
		want bool
	}{
		{"the same", of("2020", Village, 1), true},
		{"of the same vintage, drawn otherwise", of("2020", Village, 0.5), true},
		{"of another vintage, smoothed", of("2025", Village, 0.99), true},
		{"divided", of("2025", Village, 0.6), false},
		{"grown", of("2025", Village, 1.1), false},
		{"of another level", of("2020", District, 1), false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := of("2020", Village, 1).SameGround(tc.b); got != tc.want {
				t.Errorf("%v", got)
			}
		})
	}
}
