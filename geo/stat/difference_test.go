package stat

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

// TestNewcombe has the examples of Newcombe (1998), table II, method 10.
func TestNewcombe(t *testing.T) {
	for _, tc := range []struct {
		a, b Rate
		want Interval
	}{
		{Rate{56, 70}, Rate{48, 80}, Interval{.0524, .3339}},
		{Rate{9, 10}, Rate{3, 10}, Interval{.1705, .8090}},
		{Rate{6, 7}, Rate{2, 7}, Interval{.0582, .8062}},
		{Rate{5, 56}, Rate{0, 29}, Interval{-.0381, .1926}},
		{Rate{0, 10}, Rate{0, 20}, Interval{-.1611, .2775}},
		{Rate{0, 10}, Rate{0, 10}, Interval{-.2775, .2775}},
		{Rate{10, 10}, Rate{0, 20}, Interval{.6791, 1}},
		{Rate{10, 10}, Rate{0, 10}, Interval{.6075, 1}},
	} {
		t.Run(fmt.Sprint(tc.a, tc.b), func(t *testing.T) {
			got, ok := Newcombe(tc.a, tc.b, 0.95)
			if !ok {
				t.Fatal("no interval")
			}
			near(t, "low", got.Low, tc.want.Low, 6e-5)
			near(t, "high", got.High, tc.want.High, 6e-5)
		})
	}
	if i, ok := Newcombe(Rate{1, 2}, Rate{}, 0.95); ok || i != (Interval{}) {
		t.Errorf("of nothing: %v, %v", i, ok)
	}
}

func TestNewcombeHoldsTheDifference(t *testing.T) {
	rate := rapid.Custom(func(t *rapid.T) Rate {
		n := rapid.IntRange(1, 500).Draw(t, "n")
		return Rate{rapid.IntRange(0, n).Draw(t, "cases"), n}
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := rate.Draw(t, "a"), rate.Draw(t, "b")
		i, _ := Newcombe(a, b, 0.95)
		back, _ := Newcombe(b, a, 0.95)
		d := a.Share() - b.Share()
		if i.Low > d || d > i.High || i.Low < -1-1e-12 || i.High > 1+1e-12 {
			t.Errorf("%v of %v", i, d)
		}
		if i.Low+back.High > 1e-12 || i.Low+back.High < -1e-12 {
			t.Errorf("%v turned round is %v", i, back)
		}
	})
}
