package tiles

import (
	"fmt"
	"strconv"

	"tepat/geo/poverty"
)

// A TileJSON describes a tile set in version 3.0.0 of the format, with one
// extension: which resolution of the lattice each zoom draws.
//
// https://github.com/mapbox/tilejson-spec/tree/master/3.0.0
type TileJSON struct {
	TileJSON     string         `json:"tilejson"`
	Name         string         `json:"name"`
	Version      string         `json:"version"`
	Scheme       string         `json:"scheme"`
	Tiles        []string       `json:"tiles"`
	MinZoom      int            `json:"minzoom"`
	MaxZoom      int            `json:"maxzoom"`
	Bounds       [4]float64     `json:"bounds"`
	Center       [3]float64     `json:"center"`
	VectorLayers []VectorLayer  `json:"vector_layers"`
	Resolutions  map[string]int `json:"resolutions,omitempty"` // by zoom
}

// A VectorLayer is a layer within the tiles, with its attributes and their types.
type VectorLayer struct {
	ID      string            `json:"id"`
	MinZoom int               `json:"minzoom"`
	MaxZoom int               `json:"maxzoom"`
	Fields  map[string]string `json:"fields"`
}

// TileJSON describes the tiles of a layer that are found at url, a template
// with {z}, {x} and {y}, and carry the indicators.
func (s *Snapshot) TileJSON(layer, url string, indicators []int) (*TileJSON, error) {
	zooms, err := s.Zooms(layer)
	if err != nil {
		return nil, err
	}
	b := s.about.Bounds
	t := &TileJSON{
		TileJSON: "3.0.0", Name: fmt.Sprintf("tepat release %d: %s", s.about.ID, layer), Version: "1.0.0", Scheme: "xyz",
		Tiles: []string{url}, MinZoom: zooms.Min, MaxZoom: zooms.Max, Bounds: b,
		Center: [3]float64{(b[0] + b[2]) / 2, (b[1] + b[3]) / 2, float64(s.wholeZoom(zooms))},
	}
	if layer == Areas {
		t.VectorLayers = []VectorLayer{
			{Areas, zooms.Min, zooms.Max, s.fields(indicators, "code", "name", "level", "parent")},
			{Borders, zooms.Min, zooms.Max, map[string]string{"level": "String"}},
		}
		return t, nil
	}
	fields := s.fields(indicators, "h3", "group")
	if layer == Outlines {
		fields = map[string]string{"h3": "String", "group": "String", "row": "Number"}
	}
	t.VectorLayers = []VectorLayer{{layer, zooms.Min, zooms.Max, fields}}
	t.Resolutions = map[string]int{}
	for z := zooms.Min; z <= zooms.Max; z++ {
		t.Resolutions[strconv.Itoa(z)] = s.zooms[z]
	}
	return t, nil
}

// wholeZoom returns the closest zoom at which a tile is no narrower than the release.
func (s *Snapshot) wholeZoom(zooms Zooms) int {
	width := max(s.about.Bounds[2]-s.about.Bounds[0], s.about.Bounds[3]-s.about.Bounds[1])
	z := zooms.Min
	for z < zooms.Max && 360/float64(int(2)<<z) >= width {
		z++
	}
	return z
}

func (s *Snapshot) fields(indicators []int, texts ...string) map[string]string {
	f := map[string]string{}
	for _, t := range texts {
		f[t] = "String"
	}
	for _, i := range indicators {
		n := s.names[i]
		f[n.value], f[n.state] = "Number", "String"
		if s.about.Plan != nil && s.about.Plan.Bound > 0 {
			f[n.bound] = "String"
		}
		if s.about.Indicators[i].Unit == poverty.UnitShare {
			f[n.numerator], f[n.denominator] = "Number", "Number"
		}
	}
	return f
}
