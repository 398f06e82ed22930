package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"tepat/geo/area"
	"tepat/ingest/boundary"
	"tepat/ingest/synth"

	"github.com/spf13/pflag"
)

type synthesize struct {
	streams
	making
	out_, areas string
}

// making are the flags of a made-up regency, shared with the demo.
type making struct {
	households, villages int
	seed                 uint64
}

func (m *making) flags(f *pflag.FlagSet) {
	f.IntVar(&m.households, "households", 60_000, "families to make up")
	f.IntVar(&m.villages, "villages", 237, "villages to make up")
	f.Uint64Var(&m.seed, "seed", 1, "equal seed, equal bytes")
}

// editionOf is the date of all made-up files: a fixed one, so that equal seeds give equal bytes.
var editionOf = time.Date(2025, 6, 30, 0, 0, 0, 0, time.UTC)

func (v *synthesize) flags(f *pflag.FlagSet) {
	f.StringVar(&v.out_, "out", "", "folder to write to")
	v.making.flags(f)
	f.StringVar(&v.areas, "areas", "", "fill these real village boundaries (GeoJSON) instead of made-up ones")
}

// Run writes the files of a made-up regency.
func (v *synthesize) Run(ctx context.Context, args []string) error {
	if len(args) > 0 || v.out_ == "" {
		return usage("synth: --out DIR is needed, and nothing else")
	}
	var areas []area.Area
	if v.areas != "" {
		var err error
		if areas, err = readVillages(v.areas); errors.Is(err, fs.ErrNotExist) {
			return usage("--areas: there is no file %s", v.areas)
		} else if err != nil {
			return err
		}
	}
	files, err := v.write(ctx, v.out_, areas, v.streams)
	for _, f := range files {
		fmt.Fprintln(v.out, f)
	}
	return err
}

func (m *making) check() error {
	if m.households < 1 || m.households > synth.MaxHouseholds || m.villages < 1 || m.villages > synth.MaxVillages {
		return usage("a regency has 1 to %d families and 1 to %d villages", synth.MaxHouseholds, synth.MaxVillages)
	}
	return nil
}

// write makes up the regency and writes its files.
func (m *making) write(_ context.Context, dir string, areas []area.Area, std streams) ([]string, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	step := begin(std.err, fmt.Sprintf("making up %d families", m.households))
	regency := synth.Make(synth.Options{Households: m.households, Villages: m.villages, Seed: m.seed, Areas: areas, AsOf: editionOf})
	files, err := regency.Write(filepath.Clean(dir), step.at)
	if err != nil {
		return nil, err
	}
	step.end("%d files in %s", len(files), dir)
	return files, nil
}

// readVillages reads village boundaries in longitude and latitude, with
// Kemendagri codes, without a database.
func readVillages(path string) (villages []area.Area, err error) {
	file, err := boundary.Open(path, boundary.Options{})
	if err != nil {
		return nil, err
	}
	defer file.Close()
	columns, err := file.Columns(area.Kemendagri, area.Village, "", "")
	if err != nil {
		return nil, err
	}
	for f, err := range file.Features(columns) {
		if err != nil {
			return nil, err
		}
		code, err := area.ParseCode(area.Kemendagri, f.Code)
		if err != nil {
			return nil, fmt.Errorf("%s: feature %d: %w", path, f.Row, err)
		}
		villages = append(villages, area.Area{System: area.Kemendagri, Vintage: "2025", Level: area.Village,
			Code: code, Name: f.Name, Parent: code.Parent(area.Kemendagri), Shape: f.Shape})
	}
	return villages, nil
}
