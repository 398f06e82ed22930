package hex

import (
	"math"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"
)

// At returns the cell of resolution res that holds p (lon, lat in degrees).
// H3 itself would accept latitude 91; At returns [ErrNotOnEarth].
func At(p orb.Point, res int) (Cell, error) {
	if !(math.Abs(p.Lon()) <= 180 && math.Abs(p.Lat()) <= 90) {
		return 0, ErrNotOnEarth
	}
	c, err := h3.LatLngToCell(h3.LatLng{Lat: p.Lat(), Lng: p.Lon()}, res)
	if err != nil {
		return 0, err
	}
	return Cell(c), nil
}

// Valid says whether c is a cell that H3 knows.
func (c Cell) Valid() bool { return h3.Cell(c).IsValid() }
