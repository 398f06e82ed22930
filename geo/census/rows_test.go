package census

import (
	"slices"
	"testing"

	"tepat/geo/cql2"
	"tepat/geo/poverty"
)

// Rows yields what was added, in the order of cells and villages.
func TestRowsYieldWhatWasAdded(t *testing.T) {
	b := NewBuilder([]poverty.Property{{Name: "members", Type: cql2.Int}, {Name: "consumption", Type: cql2.Int}})
	type row struct {
		village         int32
		key             uint32
		members, amount int32
	}
	var want []row
	for i := range int32(200) {
		r := row{1 + i%3, uint32(i * 7), i % 9, 500_000 + 977*i}
		if i%11 == 0 {
			r.members = Unknown
		}
		if i%13 == 0 {
			r.amount = Unknown
		}
		want = append(want, r)
		if err := b.Add(0, r.village, []int32{r.members, r.amount}); err != nil {
			t.Fatal(err)
		}
		b.Key(r.key)
	}
	slices.SortStableFunc(want, func(a, b row) int { return int(a.village - b.village) })
	c := b.Build()
	var got []row
	for r := range c.Rows("consumption", "members", "nothing") {
		if r.Values[2] != Unknown {
			t.Fatalf("a property that is not there has value %d", r.Values[2])
		}
		got = append(got, row{c.Villages()[r.Village], r.Key, r.Values[1], r.Values[0]})
	}
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
