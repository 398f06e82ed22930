package hex

import (
	"fmt"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"
)

// Outline returns the corners of c in degrees (lon, lat), anticlockwise and not
// closed: six, five for a pentagon, up to ten where c crosses an edge of H3's
// icosahedron. Longitudes lie within ±180, so a cell on the antimeridian has
// corners at both ends. It costs about 1.5 µs; keep what it returns.
func (c Cell) Outline() ([]orb.Point, error) {
	corners, err := h3.Cell(c).Boundary()
	if err != nil {
		return nil, fmt.Errorf("hex: outline of %s: %w", c, err)
	}
	ring := make([]orb.Point, len(corners))
	for i, p := range corners {
		ring[i] = orb.Point{p.Lng, p.Lat}
	}
	return ring, nil
}
