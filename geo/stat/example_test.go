package stat_test

import (
	"fmt"
	"math"
	"math/rand/v2"

	"tepat/geo/stat"
)

// Families missed, of families eligible, in villages along a river.
var villages = []stat.Rate{{9, 10}, {40, 60}, {52, 80}, {31, 50}, {12, 60}, {9, 70}, {1, 3}, {15, 90}, {10, 65}, {0, 0}}

// along returns the distance of two villages.
func along(i, j int) float64 { return math.Abs(float64(i - j)) }

// How sure is the share of families missed in a village?
func ExampleBetaBinomial() {
	prior, err := stat.BetaBinomial(villages, stat.Noise{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("ρ = %.2f around %.2f\n", prior.Rho, prior.M)
	for _, r := range []stat.Rate{villages[0], villages[6]} {
		raw, _ := stat.Wilson(r, 0.95)
		p := prior.Posterior(r, stat.Noise{})
		fmt.Printf("%v: raw %.2f (%.2f to %.2f), estimate %.2f (%.2f to %.2f), above a half with probability %.2f\n", r, r.Share(),
			raw.Low, raw.High, p.Mean(), p.Interval(0.95).Low, p.Interval(0.95).High, 1-p.Below(0.5))
	}
	// Output:
	// ρ = 0.30 around 0.37
	// {9 10}: raw 0.90 (0.60 to 0.98), estimate 0.80 (0.54 to 0.96), above a half with probability 0.99
	// {1 3}: raw 0.33 (0.06 to 0.79), estimate 0.35 (0.05 to 0.75), above a half with probability 0.22
}

// Where are families missed more often than elsewhere?
func ExampleScan() {
	scan := stat.Scan{Model: stat.Bernoulli, Share: 0.5, Replications: 999}
	clusters, err := scan.Clusters(villages, along, rand.New(rand.NewPCG(1, 1)))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range clusters {
		if c.Q > 0.05 {
			continue
		}
		ratio, _ := c.Ratio()
		fmt.Printf("villages %v: %d of %d missed, %.1f times the rest, p = %.3f\n", c.Members, c.Cases, c.Population, ratio, c.P)
	}
	// Output:
	// villages [0 1 2 3]: 132 of 200 missed, 4.0 times the rest, p = 0.001
}

// Which areas stand out together with their neighbours?
func ExampleClusters() {
	w, err := stat.Adjacent([]int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, func(i int) ([]int, error) {
		return []int{i - 2, i - 1, i + 1, i + 2}, nil
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	var shares []float64
	for _, r := range villages {
		shares = append(shares, r.Share())
	}
	spots, err := stat.GiStar(shares, w)
	if err != nil {
		fmt.Println(err)
		return
	}
	clusters, err := stat.Clusters(spots, w, villages, 0.1)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range clusters {
		fmt.Printf("%v %v: %d of %d missed, q = %.3f\n", c.Kind, c.Members, c.Cases, c.Population, c.Q)
	}
	// Output:
	// hot [1 2]: 92 of 140 missed, q = 0.041
	// cold [6 7 8]: 26 of 158 missed, q = 0.049
}
