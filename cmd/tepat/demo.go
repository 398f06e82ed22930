package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"tepat/geo/poverty"

	"github.com/spf13/pflag"
)

type demo struct {
	streams
	place
	making
	serving
}

func (v *demo) flags(f *pflag.FlagSet) {
	v.place.flags(f)
	v.serving.flags(f)
	v.making.flags(f)
}

// Run makes up a regency, brings it in through the real import, releases it
// and serves the map. What is there already is kept.
func (v *demo) Run(ctx context.Context, args []string) (err error) {
	if len(args) > 0 {
		return usage("demo takes no arguments")
	}
	if err := v.making.check(); err != nil {
		return err
	}
	db, err := v.open(ctx)
	if err != nil {
		return err
	}
	defer closing(&err, db)
	list, err := db.Releases(ctx)
	if err != nil {
		return err
	}
	if err := v.keep(len(list) > 0); err != nil {
		return err
	}
	if len(list) == 0 {
		if err := v.fill(ctx, db); err != nil {
			return err
		}
	}
	v.serving.metricsOptional = true
	return v.serving.serve(ctx, db, v.place, v.streams, demoMaxAge)
}

// demoMaxAge is short: a demo that is deleted and made anew begins again at
// release 1, and a browser must not show the old one.
const demoMaxAge = time.Second

// keep goes on with the regency that was begun in this folder, whatever another
// one was asked for, and says so: two in one register would be neither.
func (v *demo) keep(filled bool) error {
	path := filepath.Join(v.dir, "demo", "made.yaml")
	asked := v.making.String()
	text, err := os.ReadFile(path)
	switch {
	case err == nil:
		if _, err := fmt.Sscanf(string(text), makingText, &v.households, &v.villages, &v.seed); err != nil {
			return fmt.Errorf("demo: %s: %w", path, err)
		}
		if had := v.making.String(); had != asked {
			fmt.Fprintf(v.err, "the regency in %s is kept (%s); for another one name another folder with --dir\n",
				v.dir, strings.Join(strings.Fields(had), " "))
		}
		return nil
	case !errors.Is(err, fs.ErrNotExist) || filled:
		return err // one from before this was written down is kept without a word
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, []byte(asked), 0o644)
}

// makingText is what a regency was made of, as YAML.
const makingText = "households: %d\nvillages: %d\nseed: %d\n"

func (m *making) String() string { return fmt.Sprintf(makingText, m.households, m.villages, m.seed) }

// fill imports the made-up files and makes a release for each audience. It may
// be stopped anywhere: files that came in are known by their hash next time.
func (v *demo) fill(ctx context.Context, db *database) error {
	dir := filepath.Join(v.dir, "demo")
	files, err := v.making.write(ctx, dir, nil, v.streams)
	if err != nil {
		return err
	}
	for _, f := range inOrder(files) {
		if err := v.bring(ctx, f); err != nil {
			return fmt.Errorf("demo: %s: %w", filepath.Base(f), err)
		}
	}
	for _, a := range []poverty.Audience{poverty.Public, poverty.Planner} {
		if _, err := (&releasing{audience: string(a), line: demoLine}).release(ctx, db, v.place, v.streams); err != nil {
			return err
		}
	}
	return nil
}

// demoLine is made up as all else of the demo is, and says so.
var demoLine = poverty.Line{Rupiah: 550_000, Source: "Contoh untuk peragaan, made up", AsOf: "2025-03-31"}

// inOrder puts areas before families and families before lists.
func inOrder(files []string) []string {
	rank := func(f string) int {
		return slices.IndexFunc([]string{"areas", "households", "recipients", ""}, func(p string) bool {
			return strings.HasPrefix(filepath.Base(f), p)
		})
	}
	return slices.SortedStableFunc(slices.Values(files), func(a, b string) int { return rank(a) - rank(b) })
}

// bring imports one file with the verb that a user would type. The report goes
// to a file beside it; the screen shows the steps.
func (v *demo) bring(ctx context.Context, file string) error {
	name := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
	kind, of, _ := strings.Cut(name, "-")
	date := editionOf
	if of == string(poverty.P3KE) {
		date = date.AddDate(-1, 0, 0) // the registry before DTSEN
	}
	asOf := "--as-of=" + date.Format(time.DateOnly)
	words := map[string][]string{
		"areas":      {"import", "areas", file, "--level=village", "--code-system=kemendagri", "--vintage=2025"},
		"households": {"import", "households", file, "--registry=" + of, asOf, "--code-system=kemendagri"},
		"recipients": {"import", "recipients", file, "--programme=" + of, asOf, "--code-system=kemendagri"},
	}[kind]
	if words == nil {
		return nil
	}
	words = append(words, "--dir="+v.dir, "--database-url="+v.databaseURL, "--key-file="+v.keyFile)
	quiet, err := os.Create(filepath.Join(filepath.Dir(file), "report-"+name+".txt"))
	if err != nil {
		return err
	}
	return errors.Join(dispatch(ctx, words, streams{quiet, v.err}), quiet.Close())
}
