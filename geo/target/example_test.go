package target_test

import (
	"fmt"

	"tepat/geo/target"
)

func Example() {
	ranking, _ := target.Rank([]target.Place{
		{Code: "64.02.01.2001", State: target.Known, Eligible: 412, Reached: 300},
		{Code: "64.02.01.2002", State: target.Known, Eligible: 1204, Reached: 592, Posterior: target.Posterior{A: 592, B: 612}},
		{Code: "64.02.01.2003"}, // withheld
	}, target.Question{Kind: "village", Threshold: .7})
	fmt.Println(ranking.Headline().EN)
	fmt.Println(ranking.Places[0].Code, ranking.Places[0].Why().ID)

	plan, _ := target.Allocate([]target.Need{
		{Code: "64.02.01.2001", State: target.Known, Eligible: 412, Reached: 300, ReachedNotEligible: 20},
		{Code: "64.02.01.2002", State: target.Known, Eligible: 1204, Reached: 592, ReachedNotEligible: 110},
	}, target.Budget{Amount: 150_000_000, UnitCost: 600_000, Rule: target.Gap, Seed: 7})
	for _, a := range plan.Areas {
		fmt.Println(a.Code, a.Packages)
	}
	before, _ := plan.ExclusionError.Before.Value()
	fmt.Printf("exclusion error %.3f, then %.3f (%.3f to %.3f)\n", before, plan.ExclusionError.Expected, plan.ExclusionError.Low, plan.ExclusionError.High)
	// Output:
	// 1 of 2 villages holds at least half of the 724 eligible families known to be missed; the figures of 1 village are withheld.
	// 64.02.01.2002 612 dari 1.204 keluarga berhak di sini belum terjangkau (85% dari semua keluarga yang diketahui terlewat); bagian yang terjangkau jelas di bawah 70%.
	// 64.02.01.2001 39
	// 64.02.01.2002 211
	// exclusion error 0.448, then 0.315 (0.308 to 0.322)
}
