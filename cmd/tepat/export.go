package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"tepat/api"
	"tepat/geo/hex"
	"tepat/geo/poverty"

	"github.com/spf13/pflag"
)

type export struct {
	streams
	place
	release    int64
	audience   string
	format     string
	outFile    string
	resolution int
	level      string
}

func (v *export) flags(f *pflag.FlagSet) {
	v.place.flags(f)
	f.Int64Var(&v.release, "release", 0, "number of the release (default the latest of the audience)")
	f.StringVar(&v.audience, "audience", string(poverty.Planner), "whose latest release: planner or public")
	f.StringVar(&v.format, "format", "geojson", "geojson or csv")
	f.StringVar(&v.outFile, "out", "", "file to write")
	f.IntVar(&v.resolution, "resolution", 8, "cells: H3 resolution, 5 to 9")
	f.StringVar(&v.level, "level", "village", "areas: village, district or regency")
}

// Run writes the figures of a release to a file: the same bytes that the API streams.
func (v *export) Run(ctx context.Context, args []string) (err error) {
	switch {
	case len(args) != 1 || args[0] != "cells" && args[0] != "areas":
		return usage("export: say cells or areas")
	case v.outFile == "":
		return usage("export: --out is needed")
	case v.audience != string(poverty.Planner) && v.audience != string(poverty.Public):
		return usage("export: --audience is planner or public, not %q", v.audience)
	case v.format != "geojson" && v.format != "csv":
		return usage("export: --format is geojson or csv, not %q", v.format)
	case args[0] == "cells" && (v.resolution < hex.Root || v.resolution > hex.Base):
		return usage("export: --resolution is %d to %d, not %d", hex.Root, hex.Base, v.resolution)
	case args[0] == "areas" && !slices.Contains([]string{"village", "district", "regency"}, v.level):
		return usage("export: --level is village, district or regency, not %q", v.level)
	}
	if _, err := os.Stat(filepath.Dir(v.outFile)); errors.Is(err, os.ErrNotExist) {
		return usage("export: there is no folder %s", filepath.Dir(v.outFile))
	}
	db, err := v.open(ctx)
	if err != nil {
		return err
	}
	defer closing(&err, db)
	if v.release == 0 {
		if v.release, err = db.Latest(ctx, poverty.Audience(v.audience)); err != nil {
			return err
		}
	}
	release, err := db.LoadRelease(ctx, v.release)
	if err != nil {
		return noSuch("release", v.release, err)
	}
	return writeWhole(v.outFile, func(w *bufio.Writer) error {
		if args[0] == "cells" {
			return api.WriteCells(w, release, v.format, v.resolution)
		}
		return api.WriteAreas(w, release, v.format, v.level)
	})
}

// writeWhole writes a file that is there whole or not at all. What is no file,
// such as a device or a pipe, is written to as it is, never replaced; neither
// is a link, but the file that it leads to.
func writeWhole(path string, write func(*bufio.Writer) error) (err error) {
	if info, err := os.Stat(path); err == nil {
		// /dev/stdout may lead to a file that the shell has opened, perhaps to append to.
		if out, err := os.Stdout.Stat(); err == nil && os.SameFile(info, out) {
			return writeTo(os.Stdout, write)
		}
		if !info.Mode().IsRegular() {
			return writeInto(path, write)
		}
		if path, err = filepath.EvalSymlinks(path); err != nil {
			return fmt.Errorf("export: %w", err)
		}
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	defer func() { err = errors.Join(err, removeUnlessGone(f.Name())) }()
	w := bufio.NewWriterSize(f, 1<<20)
	if err := errors.Join(write(w), w.Flush(), f.Chmod(0o644), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

func writeInto(path string, write func(*bufio.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return errors.Join(writeTo(f, write), f.Close())
}

func writeTo(f *os.File, write func(*bufio.Writer) error) error {
	w := bufio.NewWriterSize(f, 1<<20)
	return errors.Join(write(w), w.Flush())
}

func removeUnlessGone(path string) error {
	if err := os.Remove(path); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}
