package survey_test

import (
	"fmt"
	"math/rand/v2"

	"tepat/geo/survey"
)

func Example() {
	wish := survey.Precision{Share: .15, Margin: .10, Confidence: .95, Deff: 1, Families: 75}
	visits, _ := wish.Visits()
	fmt.Println(visits, "visits")

	found, _ := survey.Verify([]survey.TwoFrame{{
		Code:          "64.02.01.2001",
		Beneficiaries: survey.Frame{Families: 200, Visited: 30, Found: 6},
		Others:        survey.Frame{Families: 400, Visited: 40, Found: 12},
	}}, rand.New(rand.NewPCG(7, 0)))
	missed, _ := found.Exclusion.Share()
	low, high, _ := found.Exclusion.Interval()
	fmt.Printf("%s: %.2f (%.2f to %.2f)\n", found.Exclusion.Name().EN, missed, low, high)

	unregistered, _ := survey.Unregistered([]survey.TwoLists{{Stratum: "64.02.01.2001", Register: 100, Listing: 100, Matches: 20}})
	least, most := unregistered.Interval()
	fmt.Printf("%s: %.0f (%.0f to %.0f)\n", unregistered.Name().EN, unregistered.Families(), least, most)

	_, err := survey.Unregistered([]survey.TwoLists{{Stratum: "64.02.01.2002", Register: 100, Listing: 100, Matches: 3}})
	fmt.Println(err)
	// Output:
	// 30 visits
	// Verified exclusion error: 0.43 (0.31 to 0.54)
	// Estimated unregistered poor families: 385 (261 to 592)
	// stratum "64.02.01.2002": 3 matches between the lists, at least 7 are needed
}
