package registry

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestRoundingIsFoundInTheFileNotInTheRow(t *testing.T) {
	for _, tc := range []struct {
		name           string
		numbers, zeros int64
		rounded        bool
	}{
		{"none", 0, 0, false},
		{"one in ten", 1000, 100, false},
		{"a small file with bad luck", 20, 6, false},
		{"five rows, all zero", 5, 5, true},
		{"all rounded", 1000, 1000, true},
		{"one sheet of two rounded", 1000, 550, true},
		{"one row in nine rounded", 1000, 200, true},
		{"one row in forty of a large file", 100_000, 12_250, true},
		{"a large file, a little odd", 1_000_000, 110_000, false},
		{"serials that seldom reach ten", 1000, 20, false},
	} {
		r := Rounding{KK: Endings{Numbers: tc.numbers, Zeros: tc.zeros}}
		if got := r.Found(); (got.EN != "") != tc.rounded {
			t.Errorf("%s: %q, want %v", tc.name, got, tc.rounded)
		}
	}
}

// TestTheBoundIsOne: chance does as much less often than the bound says, by the
// exact sum of the binomial distribution.
func TestTheBoundIsOne(t *testing.T) {
	for _, n := range []int{5, 9, 20, 60, 400, 3000} {
		for z := n / 10; z <= n; z++ {
			e := Endings{Numbers: int64(n), Zeros: int64(z)}
			for _, unlikely := range []float64{unlikelyFile, unlikelyPart} {
				if e.share(ofOne, unlikely).EN == "" {
					continue
				}
				if p := tail(n, z); p > math.Exp(-unlikely)*1.02 {
					t.Errorf("%d of %d: chance does as much with %g", z, n, p)
				}
			}
		}
	}
}

// tail is the probability that z or more of n numbers end in 0.
func tail(n, z int) (p float64) {
	lg := func(x int) float64 { v, _ := math.Lgamma(float64(x + 1)); return v }
	for k := z; k <= n; k++ {
		p += math.Exp(lg(n) - lg(k) - lg(n-k) + float64(k)*math.Log(0.1) + float64(n-k)*math.Log(0.9))
	}
	return p
}

// TestABlockThatWasRounded: some rows pasted from a spreadsheet into a part of
// 5000, in one of the two columns.
func TestABlockThatWasRounded(t *testing.T) {
	chance := rand.New(rand.NewPCG(1, 4))
	end := func() Ending {
		if chance.IntN(10) == 0 {
			return ZeroDigit
		}
		return OtherDigit
	}
	for range 300 {
		var sound, block, spread Rounding
		for i := range 5000 {
			nik, kk := end(), end()
			sound.Saw(nik, kk)
			if spread.Saw(nik, kk); i%8 == 0 {
				spread.Saw(ZeroDigit, kk)
			}
			if i >= 2000 && i < 2020 {
				kk = Shortened
			}
			block.Saw(nik, kk)
		}
		if said := sound.FoundInPart().EN + sound.Found().EN; said != "" {
			t.Fatalf("a sound part: %s", said)
		}
		if block.FoundInPart().EN == "" || spread.FoundInPart().EN == "" {
			t.Fatalf("%q, %q", block.FoundInPart(), spread.FoundInPart())
		}
	}
}
