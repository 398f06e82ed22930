package tiles

import (
	"tepat/geo/disclose"
)

// areas are the shapes of the release's areas.
type areas struct{}

func newAreas(a *disclose.Areas) areas { return areas{} }

func (s *Snapshot) drawAreas(p *pen, t Tile) {}
