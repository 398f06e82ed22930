package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"time"
)

var pageMeasures = []measure{
	{"page-table-paint", "the page of Chromium, WebGL drawn in software, over the release of release-both: from asking for `/tables/latest` until its largest paint, median of 5 first visits.", (*bench).tablePaint},
	{"page-map-paint", "from asking for the page until its sketch of the map, the first that a reader sees of it, stands and the legend counts what it shows, median of 5 first visits.", (*bench).mapPaint},
	{"page-recolour", "3200 × 2000 points full of hexagons of the release of a million cells, 37,000 of them: from choosing another measure until all of the map is drawn in its colours, 95 of 100 times; the map stood still for a second before.", (*bench).recolour},
	{"page-memory", "by how much the page's heap grows over 200 changes of measure, after the first 20.", (*bench).pageMemory},
	{"page-lighthouse-table", "Lighthouse 12.8.2 of `/tables/latest`: accessibility, best practices, performance.", (*bench).lighthouseTable},
	{"page-lighthouse-map", "the same of the map.", (*bench).lighthouseMap},
}

// A painted is how long the first useful paint of both routes takes, in milliseconds.
type painted struct{ Table, Map float64 }

func (b *bench) paint(ctx context.Context) (*painted, error) {
	var p painted
	return &p, b.browse(ctx, "paint", &p)
}

func (b *bench) tablePaint(context.Context) (line, error) {
	p, err := b.painted()
	if err != nil {
		return line{}, err
	}
	return within(p.Table, time.Second, ""), nil
}

func (b *bench) mapPaint(context.Context) (line, error) {
	p, err := b.painted()
	if err != nil {
		return line{}, err
	}
	return within(p.Map, 3*time.Second, ""), nil
}

// within returns the line of what took so many milliseconds.
func within(found float64, most time.Duration, more string) line {
	took := time.Duration(found * float64(time.Millisecond))
	return line{ours: millis(took) + more, peer: "–", target: "≤ " + most.String(), met: took <= most}
}

func (b *bench) recolour(ctx context.Context) (line, error) {
	s, err := b.shown()
	if err != nil {
		return line{}, err
	}
	var found struct{ Hexagons, P50, P95 float64 }
	err = b.measurePage(ctx, s.url, "recolour", &found, "TEPAT_VIEW=/?v=1&indicator=desil_1_4&at=116.6,-0.4,11")
	return within(found.P95, 300*time.Millisecond, fmt.Sprintf(", half of them %s, %.0f hexagons", millis(time.Duration(found.P50*1e6)), found.Hexagons)), err
}

func (b *bench) pageMemory(ctx context.Context) (line, error) {
	var found struct{ Before, After int64 }
	err := b.browse(ctx, "memory", &found)
	// What garbage collection leaves moves by some per cent.
	return line{ours: megabytes(found.After-found.Before) + " on " + megabytes(found.Before), peer: "–", target: "steady: ≤ 10 %", met: found.After-found.Before <= found.Before/10}, err
}

// browse measures the page over the releases of the whole catalogue.
func (b *bench) browse(ctx context.Context, what string, found any) error {
	r, err := b.released()
	if err != nil {
		return err
	}
	return b.measurePage(ctx, r.url, what, found)
}

func (b *bench) measurePage(ctx context.Context, url, what string, found any, env ...string) (err error) {
	v, _, err := b.serve(ctx, url)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, v.stop()) }()
	_, out, err := output(ctx, append(env, "TEPAT_URL=http://"+v.addr), "node", filepath.Join("web", "test", "measure.mjs"), what)
	if err != nil {
		return err
	}
	return json.Unmarshal(out, found)
}

func (b *bench) lighthouseTable(ctx context.Context) (line, error) {
	return b.lighthouse(ctx, "/tables/latest", 90)
}

func (b *bench) lighthouseMap(ctx context.Context) (line, error) {
	return b.lighthouse(ctx, "/", 80)
}

// lighthouse is no dependency of the page: npx brings it for this alone.
func (b *bench) lighthouse(ctx context.Context, path string, performance float64) (l line, err error) {
	r, err := b.released()
	if err != nil {
		return line{}, err
	}
	v, _, err := b.serve(ctx, r.url)
	if err != nil {
		return line{}, err
	}
	defer func() { err = errors.Join(err, v.stop()) }()
	_, out, err := output(ctx, []string{"CHROME_PATH=/usr/bin/chromium"}, "npx", "--yes", "lighthouse@12.8.2", "http://"+v.addr+path,
		"--quiet", "--preset=desktop", "--output=json", "--only-categories=accessibility,best-practices,performance",
		"--chrome-flags=--headless=new --no-sandbox --use-gl=angle --use-angle=swiftshader --enable-unsafe-swiftshader")
	if err != nil {
		return line{}, err
	}
	var report struct {
		Categories map[string]struct{ Score float64 }
	}
	if err := json.Unmarshal(out, &report); err != nil {
		return line{}, err
	}
	score := func(category string) float64 { return 100 * report.Categories[category].Score }
	a, p, f := score("accessibility"), score("best-practices"), score("performance")
	return line{
		ours: fmt.Sprintf("%.0f, %.0f, %.0f", a, p, f), peer: "–",
		target: fmt.Sprintf("100, 100, ≥ %.0f", performance), met: a == 100 && p == 100 && f >= performance,
	}, nil
}
