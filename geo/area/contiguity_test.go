package area_test

import (
	"reflect"
	"slices"
	"testing"

	"tepat/geo/area"

	"github.com/paulmach/orb"
)

// TestContiguity draws nine villages in a square, numbered by row, the middle
// one with a gap of 5 m around it; one far off, and one without a shape.
func TestContiguity(t *testing.T) {
	box := func(x0, y0, x1, y1 float64) orb.MultiPolygon {
		return orb.MultiPolygon{{{{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}, {x0, y0}}}}
	}
	var shapes []orb.MultiPolygon
	for i := range 9 {
		x, y := 116+float64(i%3)/10, float64(i/3)/10
		shapes = append(shapes, box(x, y, x+0.1, y+0.1))
	}
	shapes[4] = box(116.10005, 0.10005, 116.19995, 0.19995)
	shapes = append(shapes, box(118, 1, 118.1, 1.1), nil)
	c := area.NewCoverage(shapes)
	for _, tc := range []struct {
		corners bool
		want    [][]int
	}{
		{false, [][]int{{1, 3}, {0, 2, 4}, {1, 5}, {0, 4, 6}, {1, 3, 5, 7}, {2, 4, 8}, {3, 7}, {4, 6, 8}, {5, 7}, nil, nil}},
		{true, [][]int{{1, 3, 4}, {0, 2, 3, 4, 5}, {1, 4, 5}, {0, 1, 4, 6, 7}, {0, 1, 2, 3, 5, 6, 7, 8}, {1, 2, 4, 7, 8},
			{3, 4, 7}, {3, 4, 5, 6, 8}, {4, 5, 7}, nil, nil}},
	} {
		if got := c.Contiguity(tc.corners); !reflect.DeepEqual(got, tc.want) {
			t.Errorf("corners %v: got %v", tc.corners, got)
		}
	}
}

// TestContiguityAcrossAGap draws two villages 50 m apart, and a third that closes the gap.
func TestContiguityAcrossAGap(t *testing.T) {
	got := area.NewCoverage([]orb.MultiPolygon{
		{{{{0, 0}, {1, 0}, {1, 1}, {0, 1}, {0, 0}}}},
		{{{{1.0005, 0}, {2, 0}, {2, 1}, {1.0005, 1}, {1.0005, 0}}}},
		{{{{0, -1}, {2, -1}, {2, 0}, {1.0005, 0}, {1, 0}, {0, 0}, {0, -1}}}},
		{{{{0, 1}, {1, 1}, {1.0005, 1}, {2, 1}, {2, 2}, {0, 2}, {0, 1}}}},
	}).Contiguity(false)
	if want := [][]int{{1, 2, 3}, {0, 2, 3}, {0, 1}, {0, 1}}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestContiguityOfKukar has the numbers of pairs of GEOS: 634 lie within 10⁻⁴
// degrees of each other, and 65 of them touch in a point.
func TestContiguityOfKukar(t *testing.T) {
	villages := kukar(t)
	if villages == nil {
		return
	}
	c := area.NewCoverage(shapesOf(villages))
	for corners, want := range map[bool]int{false: 569, true: 634} {
		pairs, near := 0, c.Contiguity(corners)
		for i, row := range near {
			pairs += len(row)
			if len(row) == 0 {
				t.Errorf("%s has no neighbour", villages[i].Name)
			}
			for _, j := range row {
				if !slices.Contains(near[j], i) {
					t.Errorf("%s is a neighbour of %s, but not the other way", villages[j].Name, villages[i].Name)
				}
			}
		}
		if pairs != 2*want {
			t.Errorf("corners %v: %d pairs, want %d", corners, pairs/2, want)
		}
	}
}
