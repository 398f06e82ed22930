package area_test

import (
	"errors"
	"fmt"

	"tepat/geo/area"
	"tepat/geo/hex"

	"github.com/paulmach/orb"
)

func ExampleGazetteer() {
	g := area.NewGazetteer([]area.Area{
		{System: area.Kemendagri, Vintage: "2025", Level: area.Village, Code: "64.02.02.2014", Name: "Sumber Sari", Parent: "64.02.02"},
		{System: area.Kemendagri, Vintage: "2025", Level: area.Village, Code: "64.02.19.2007", Name: "Sumber Sari", Parent: "64.02.19"},
	}, area.KukarAliases, area.KukarLinks)

	a, _ := g.ByName("", "Kec. Loa Kulu", "SUMBERSARI")
	fmt.Println(a.Code)
	a, _ = g.ByCode(area.Kemendagri, "2020", "64.02.08.2013")
	fmt.Println(a.Code, a.Name)
	_, err := area.ParseCode(area.Kemendagri, "33.1")
	fmt.Println(errors.Is(err, area.ErrCode))
	// Output:
	// 64.02.02.2014
	// 64.02.19.2007 Sumber Sari
	// true
}

func ExampleLocator() {
	box := func(west, east float64) orb.MultiPolygon {
		return orb.MultiPolygon{{{{west, -0.5}, {east, -0.5}, {east, -0.4}, {west, -0.4}, {west, -0.5}}}}
	}
	l, err := area.NewLocator([]area.Area{
		{ID: 7, Code: "64.90.01.2001", Shape: box(117, 117.1)},
		{ID: 8, Code: "64.90.01.2002", Shape: box(117.1, 117.2)},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	p := orb.Point{117.15, -0.45}
	c, err := hex.At(p, hex.Base)
	if err != nil {
		fmt.Println(err)
		return
	}
	id, ok := l.Village(p, c)
	fmt.Printf("village %d (%v), %.1f km from village 7\n", id, ok, l.Distance(7, p)/1000)
	// Output: village 8 (true), 5.6 km from village 7
}
