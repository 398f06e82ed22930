package main

import (
	"context"
	"errors"
	"maps"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"tepat/geo/area"
	"tepat/geo/poverty"
	"tepat/ingest"
	"tepat/ingest/registry"
	"tepat/ingest/seal"

	"github.com/spf13/pflag"
)

// peopling holds what the imports of families and recipients share.
type peopling struct {
	importing
	asOf, system, vintage, sheet, mapping, catalogue string
	asideLimit, closeLimit, newLimit                 float64
	sameContent                                      bool
}

func (v *peopling) flags(f *pflag.FlagSet) {
	v.importing.flags(f)
	f.StringVar(&v.asOf, "as-of", "", "date of the edition or list, e.g. 2025-06-30")
	f.StringVar(&v.system, "code-system", "", "of the area codes in the file: kemendagri or bps")
	f.StringVar(&v.vintage, "vintage", "", "of the area codes in the file, e.g. 2020 (default: that of the areas)")
	f.StringVar(&v.sheet, "sheet", "", "this sheet of a workbook alone")
	f.StringVar(&v.mapping, "map", "", "YAML that names the file's columns")
	f.StringVar(&v.catalogue, "catalogue", "", "YAML with programmes besides the built-in ones")
	f.BoolVar(&v.sameContent, "same-content", false, "take what came in before under another programme's or registry's name")
	f.Float64Var(&v.asideLimit, "aside-limit", ingest.DefaultAsideLimit, "share of rows at fault above which the file is refused")
}

// settings reads the flags into what an import needs.
func (v *peopling) settings() (ingest.Settings, error) {
	asOf, err := day("as-of", v.asOf)
	if err != nil {
		return ingest.Settings{}, err
	}
	if asOf.After(time.Now().AddDate(0, 0, 1)) {
		// It would close the door on every true edition after it.
		return ingest.Settings{}, usage("--as-of %s lies in the future", v.asOf)
	}
	if !(v.asideLimit >= 0 && v.asideLimit <= 1) { // not a number is neither
		return ingest.Settings{}, usage("--aside-limit is a share of 0 to 1, not %v", v.asideLimit)
	}
	if !(v.closeLimit >= 0 && v.closeLimit <= 1) {
		return ingest.Settings{}, usage("--close-limit is a share of 0 to 1, not %v", v.closeLimit)
	}
	if !(v.newLimit >= 0 && v.newLimit <= 1) {
		return ingest.Settings{}, usage("--new-limit is a share of 0 to 1, not %v", v.newLimit)
	}
	set := ingest.Settings{AsOf: asOf, Vintage: v.vintage, Sheet: v.sheet, AsideLimit: v.asideLimit, CloseLimit: v.closeLimit, NewLimit: v.newLimit, SameContent: v.sameContent, Now: time.Now()}
	if v.system != "" {
		if set.System, err = parseSystem(v.system); err != nil {
			return set, err
		}
	}
	if v.mapping != "" {
		f, err := os.Open(v.mapping)
		if err != nil {
			return set, usage("--map: %w", err)
		}
		defer f.Close()
		if set.Mapping, err = registry.ReadMapping(f); err != nil {
			return set, usage("%s: %w", v.mapping, err)
		}
		return set, v.knowsReceived(set.Mapping)
	}
	return set, nil
}

// knowsReceived refuses a mapping with a flag of a programme that is not in the
// catalogue: what nobody asks after would be lost without a word.
func (v *peopling) knowsReceived(m *registry.Mapping) error {
	catalogue, err := loadCatalogue(v.catalogue)
	if err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(m.Receives)) {
		if _, ok := catalogue.Programme(id); !ok {
			return usage("%s: receives: there is no programme %q, but %s", v.mapping, id, strings.Join(programmeIDs(catalogue), ", "))
		}
	}
	return nil
}

// bring opens database, places and key, runs one import with progress, and tells its report.
func (v *peopling) bring(ctx context.Context, title string,
	run func(*database, ingest.Settings, *ingest.Places, *seal.Keys) (*ingest.Report, error)) (err error) {
	set, err := v.settings()
	if err != nil {
		return err
	}
	db, err := v.open(ctx)
	if err != nil {
		return err
	}
	defer closing(&err, db)
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(importMemory)
	}
	step := begin(v.err, title)
	set.Progress = step.at
	report, err := v.run(ctx, db, set, run)
	if report != nil && err == nil {
		step.end("%d of %d rows kept", report.Kept, report.Read)
	}
	return v.tell(report, err)
}

// importMemory is where the garbage collector begins to work harder, in bytes:
// the tables of a file of five million families take 350 MB, and garbage as
// much again if it is left lying.
const importMemory = 400 << 20

func (v *peopling) run(ctx context.Context, db *database, set ingest.Settings,
	run func(*database, ingest.Settings, *ingest.Places, *seal.Keys) (*ingest.Report, error)) (*ingest.Report, error) {
	keys, err := v.keys(ctx, db)
	if err != nil {
		return nil, err
	}
	places, err := db.places(ctx)
	if err != nil {
		return nil, err
	}
	report, err := run(db, set, places, keys)
	var unknown *ingest.VintageError
	switch {
	case errors.As(err, &unknown):
		err = usage("--vintage: %w", err)
	case errors.Is(err, ingest.ErrNoSystem):
		err = usage("--code-system is needed: %w", err)
	}
	return report, err
}

// places returns the areas that rows are placed in, those of the newest
// vintage, and all that is known of codes.
func (db *database) places(ctx context.Context) (*ingest.Places, error) {
	areas, err := db.newestAreas(ctx)
	if err != nil {
		return nil, err
	}
	c, err := db.codes(ctx)
	if err != nil {
		return nil, err
	}
	return ingest.NewPlaces(areas, c.aliases, c.links).Knowing(c.areas), nil
}

// codes is what the database and tepat itself know of codes.
type codes struct {
	areas   []area.Area // without their shapes
	aliases []area.Alias
	links   []area.Link
}

func (db *database) codes(ctx context.Context) (c codes, err error) {
	if c.areas, err = db.Codes(ctx); err != nil {
		return c, err
	}
	if c.aliases, err = db.Aliases(ctx); err != nil {
		return c, err
	}
	c.links, err = db.Links(ctx)
	c.aliases, c.links = slices.Concat(area.KukarAliases, c.aliases), slices.Concat(area.KukarLinks, c.links)
	return c, err
}

func (c codes) codebook() *area.Codebook { return area.NewCodebook(c.areas, c.aliases, c.links) }

// newestAreas returns the areas of the newest vintage that has villages.
func (db *database) newestAreas(ctx context.Context) ([]area.Area, error) {
	vintages, err := db.Vintages(ctx)
	if err != nil {
		return nil, err
	}
	for _, v := range vintages {
		if v.Villages > 0 {
			return db.Areas(ctx, v.System, v.Vintage)
		}
	}
	return nil, errors.New("there are no villages yet: run tepat import areas first")
}

type importHouseholds struct {
	peopling
	registry string
}

func (v *importHouseholds) flags(f *pflag.FlagSet) {
	f.StringVar(&v.registry, "registry", "", "p3ke, dtks, dtsen or generic")
	v.peopling.flags(f)
	f.Float64Var(&v.closeLimit, "close-limit", ingest.DefaultCloseLimit,
		"share of the registry's families, in the villages of the file, above which a file that lacks them is refused; 1 closes them all")
	f.Float64Var(&v.newLimit, "new-limit", ingest.DefaultNewLimit,
		"share of a file's families, in villages of which the register holds an edition of the registry, above which a file whose families are new is refused; 1 takes them all")
}

// Run imports families from a registry.
func (v *importHouseholds) Run(ctx context.Context, args []string) error {
	file, err := v.one(args, "import households")
	if err != nil {
		return err
	}
	name := poverty.Registry(v.registry)
	if !slices.Contains(poverty.Registries, name) {
		return usage("--registry is p3ke, dtks, dtsen or generic, not %q", v.registry)
	}
	return v.bring(ctx, "households from "+v.registry, func(db *database, set ingest.Settings, places *ingest.Places, keys *seal.Keys) (*ingest.Report, error) {
		return ingest.Households(ctx, file, name, set, db, places, keys)
	})
}

type importRecipients struct {
	peopling
	programme string
}

func (v *importRecipients) flags(f *pflag.FlagSet) {
	f.StringVar(&v.programme, "programme", "", "id of the programme in the catalogue, e.g. pkh")
	v.peopling.flags(f)
}

// Run imports a programme's list of recipients.
func (v *importRecipients) Run(ctx context.Context, args []string) error {
	file, err := v.one(args, "import recipients")
	if err != nil {
		return err
	}
	catalogue, err := loadCatalogue(v.catalogue)
	if err != nil {
		return err
	}
	programme, ok := catalogue.Programme(v.programme)
	if !ok {
		return usage("--programme is one of %s, not %q", strings.Join(programmeIDs(catalogue), ", "), v.programme)
	}
	return v.bring(ctx, "recipients of "+programme.ID, func(db *database, set ingest.Settings, places *ingest.Places, keys *seal.Keys) (*ingest.Report, error) {
		return ingest.Recipients(ctx, file, programme.ID, set, db, places, keys)
	})
}

func programmeIDs(c *poverty.Catalogue) (ids []string) {
	for _, p := range c.Programmes {
		ids = append(ids, p.ID)
	}
	return ids
}

// parseSystem reads the name of a code system.
func parseSystem(s string) (area.System, error) {
	switch system := area.System(s); system {
	case area.Kemendagri, area.BPS:
		return system, nil
	}
	return "", usage("--code-system is kemendagri or bps, not %q", s)
}

// parseLevel reads the name of a level.
func parseLevel(s string) (area.Level, error) {
	switch level := area.Level(s); level {
	case area.Village, area.District, area.Regency:
		return level, nil
	}
	return "", usage("--level is village, district or regency, not %q", s)
}
