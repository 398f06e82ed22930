package area

import "errors"

// ErrCRS says that a file's coordinate system cannot be used.
var ErrCRS = errors.New("the coordinate system cannot be used")

// ErrTangled says that borders cannot be overlaid, however they are mended.
var ErrTangled = errors.New("the borders of the areas are too tangled")

// A Survey is what measuring the areas of a file has shown. Areas are in
// square kilometres on the ellipsoid; lists are sorted, the largest first.
type Survey struct {
	Areas    int
	KM2      float64 // of all together, as repaired
	Repaired []Repair
	Lost     []Code // nothing is left of the shape when it is repaired, or less than a square metre
	Outside  []Code // not in Indonesia: another coordinate system than was said
	Overlaps []Overlap
	Gaps     []Gap
	Derived  []Code // made as the union of the areas below
	Snapped  bool   // borders nearly coincide, and were overlaid on a grid of a tenth of a millimetre
}

// A Repair says what became of an invalid shape.
type Repair struct {
	Code          Code
	Before, After float64 // km²
}

// An Overlap is ground that two areas of one level both claim.
type Overlap struct {
	A, B         Code // A < B
	KM2          float64
	NameA, NameB string
	Stays        bool // one of the two came in before what withdraws it was kept
}

// A Gap is ground inside the outline of all areas of a level that none of them claims.
type Gap struct {
	Near Code // lowest code of the areas around it
	KM2  float64
}
