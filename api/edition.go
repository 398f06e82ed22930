package api

import (
	"context"
	"fmt"
	"strconv"
	"sync"

	"tepat/geo/area"
	"tepat/geo/disclose"
	"tepat/geo/hex"
	"tepat/geo/poverty"
	"tepat/geo/reach"
	"tepat/tiles"
)

// An edition is a release that is open: drawn from, searched and ranked.
type edition struct {
	*tiles.Snapshot
	about  poverty.Release
	place  map[area.Code]int                           // of an area in the release
	ground *reach.Ground                               // what questions are asked of
	empty  [hex.Base + 1]func() (cells int, err error) // by resolution: those that nobody lives in, counted when first asked for
}

func newEdition(ctx context.Context, r *disclose.Release) (*edition, error) {
	snapshot, err := tiles.NewSnapshot(ctx, r)
	if err != nil {
		return nil, fmt.Errorf("api: %w", err)
	}
	e := &edition{Snapshot: snapshot, about: complete(r.About()), place: map[area.Code]int{}, ground: reach.NewGround(r)}
	for i := range r.Areas().Len() {
		e.place[r.Areas().At(i).Area().Code] = i
	}
	for res := hex.Root; res <= hex.Base; res++ {
		e.empty[res] = sync.OnceValues(func() (int, error) { return e.uninhabited(res) })
	}
	return e, nil
}

// A wholeRelease is the description of a release with what an open one knows.
type wholeRelease struct {
	poverty.Release
	Levels      map[string]int    `json:"levels"`
	Resolutions map[string]int    `json:"resolutions"`
	Tiles       map[string]string `json:"tiles"`
}

func (e *edition) whole() wholeRelease {
	w := wholeRelease{
		Release: e.about,
		Levels:  map[string]int{}, Resolutions: map[string]int{}, Tiles: map[string]string{},
	}
	areas := e.Release().Areas()
	for i := range areas.Len() {
		w.Levels[string(areas.At(i).Area().Level)]++
	}
	for res := hex.Root; res <= hex.Base; res++ {
		w.Resolutions[strconv.Itoa(res)] = e.Count(res)
	}
	for _, layer := range []string{tiles.Cells, tiles.Outlines, tiles.Areas} {
		w.Tiles[layer] = fmt.Sprintf("/v1/releases/%d/tiles/%s.json", e.about.ID, layer)
	}
	return w
}

// above returns the area that holds area i; false for the highest.
func (e *edition) above(i int) (int, bool) {
	up, ok := e.place[e.Release().Areas().At(i).Area().Parent]
	return up, ok
}

// lies says whether area i is the area with that place, or within it.
func (e *edition) lies(i, within int) bool {
	for ok := true; ok; i, ok = e.above(i) {
		if i == within {
			return true
		}
	}
	return false
}

// find returns the place of an area by its code.
func (e *edition) find(code string) (int, error) {
	i, ok := e.place[area.Code(code)]
	if !ok {
		return 0, bad("this release has no area %q", code)
	}
	return i, nil
}
