package disclose

import (
	"math/rand/v2"
	"testing"

	"tepat/geo/poverty"
)

// Whatever the register, a release passes the audit, and so does the planner's
// beside the public's.
func TestEveryReleasePassesTheAudit(t *testing.T) {
	t.Parallel()
	for seed := range uint64(40) {
		rng := rand.New(rand.NewPCG(seed, 1))
		c := newWorld(1+rng.IntN(3000), 1+rng.IntN(12), []float64{0.01, 0.1, 0.5}[rng.IntN(3)], rng).counts()
		planner, err := Clear(poverty.Release{}, c, PolicyFor(poverty.Planner))
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		public, err := Clear(poverty.Release{}, c, PolicyFor(poverty.Public))
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		report, err := Audit(c, planner, public)
		if err != nil || report.Unsafe > 0 {
			t.Errorf("seed %d: the planner's beside the public's: %+v, %v", seed, report, err)
		}
		t.Log(len(c.Cells), c.ByArea[0][0], report, planner.about.Plan.Audited, public.about.Plan.Audited)
	}
}

// Whoever made the planner's release with a threshold of their own is guarded
// by that one against the public's, which comes after.
func TestThresholdOfTheReleaseBefore(t *testing.T) {
	t.Parallel()
	for seed := range uint64(6) {
		rng := rand.New(rand.NewPCG(seed, 13))
		w := newWorld(1500, 20, 0.2, rng)
		w.measure(10, rng)
		c := w.counts()
		p := PolicyFor(poverty.Planner)
		p.MinFamilies = 8
		planner, err := Clear(poverty.Release{Audience: poverty.Planner}, c, p)
		if err != nil {
			t.Fatal(err)
		}
		if report, err := Audit(c, planner, clearFor(t, poverty.Public, c, planner)); err != nil || report.Unsafe > 0 {
			t.Errorf("world %d: %+v, %v", seed, report, err)
		}
	}
}
