package census_test

import (
	"fmt"

	"tepat/geo/census"
	"tepat/geo/cql2"
	"tepat/geo/hex"
	"tepat/geo/poverty"

	"github.com/paulmach/orb"
)

func Example() {
	b := census.NewBuilder([]poverty.Property{{Name: "desil", Type: cql2.Int}, {Name: "receives_pkh", Type: cql2.Bool}})
	tenggarong, _ := hex.At(orb.Point{116.99, -0.41}, hex.Base)
	for _, family := range []struct {
		cell   hex.Cell
		values []int32
	}{
		{tenggarong, []int32{1, 1}},
		{tenggarong, []int32{2, 0}},
		{tenggarong, []int32{census.Unknown, 0}}, // not known to be poor: not counted
		{0, []int32{1, 0}},                       // not located: counted in its village only
	} {
		if err := b.Add(family.cell, 1001, family.values); err != nil {
			panic(err)
		}
	}
	c := b.Build()
	missed, _ := cql2.Parse("desil <= 4 AND NOT receives_pkh", cql2.Properties{"desil": cql2.Int, "receives_pkh": cql2.Bool})
	counted, _ := c.Where(missed)
	fmt.Println(c.ByCell(counted), c.In(counted, tenggarong.Parent(5)), c.ByVillage(counted))
	// Output: [1] 1 [2]
}
