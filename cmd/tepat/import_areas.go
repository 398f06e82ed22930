package main

import (
	"cmp"
	"context"
	"time"

	"tepat/geo/area"
	"tepat/ingest"

	"github.com/spf13/pflag"
)

type importAreas struct {
	importing
	level, system, vintage, codeField, nameField, layer, crs string
}

func (v *importAreas) flags(f *pflag.FlagSet) {
	f.StringVar(&v.level, "level", "", "village, district or regency")
	f.StringVar(&v.system, "code-system", "", "of the codes in the file: kemendagri or bps")
	f.StringVar(&v.vintage, "vintage", "", "year of the code list, e.g. 2025")
	f.StringVar(&v.codeField, "code-field", "", "field with the code (default: looked for)")
	f.StringVar(&v.nameField, "name-field", "", "field with the name (default: looked for)")
	f.StringVar(&v.layer, "layer", "", "of a file with several layers")
	f.StringVar(&v.crs, "crs", "", "coordinate system in place of what the file says, e.g. EPSG:32750")
	v.importing.flags(f)
}

// Run imports boundaries.
func (v *importAreas) Run(ctx context.Context, args []string) (err error) {
	file, err := v.one(args, "import areas")
	if err != nil {
		return err
	}
	set := ingest.AreaSettings{Vintage: v.vintage, CodeField: v.codeField, NameField: v.nameField, Layer: v.layer, CRS: v.crs, AsideLimit: ingest.DefaultAsideLimit, Now: time.Now()}
	if set.Level, err = parseLevel(v.level); err != nil {
		return err
	}
	if set.System, err = parseSystem(v.system); err != nil {
		return err
	}
	if v.vintage == "" {
		return usage("--vintage is needed: the year of the code list, e.g. 2025")
	}
	if err := vintage("vintage", v.vintage); err != nil {
		return err
	}
	db, err := v.open(ctx)
	if err != nil {
		return err
	}
	defer closing(&err, db)
	known, err := db.codes(ctx)
	if err != nil {
		return err
	}
	set.Known = known.codebook()
	step := begin(v.err, "areas of level "+v.level)
	report, err := ingest.Areas(ctx, file, set, db)
	if err == nil {
		step.end("%d kept", report.Kept)
	}
	return v.tell(report, err)
}

type importCrosswalk struct {
	importing
	system, toSystem, from, to string
}

func (v *importCrosswalk) flags(f *pflag.FlagSet) {
	f.StringVar(&v.system, "code-system", string(area.Kemendagri), "of the old codes: kemendagri or bps")
	f.StringVar(&v.toSystem, "to-code-system", "", "of the new codes (default: the same)")
	f.StringVar(&v.from, "from", "", "vintage of the old codes, e.g. 2020")
	f.StringVar(&v.to, "to", "", "vintage of the new codes, e.g. 2022")
	v.importing.flags(f)
}

// Run imports a crosswalk between two vintages.
func (v *importCrosswalk) Run(ctx context.Context, args []string) (err error) {
	file, err := v.one(args, "import crosswalk")
	if err != nil {
		return err
	}
	system, err := parseSystem(v.system)
	if err != nil {
		return err
	}
	toSystem := system
	if v.toSystem != "" {
		if toSystem, err = parseSystem(v.toSystem); err != nil {
			return err
		}
	}
	if v.from == "" || v.to == "" {
		return usage("import crosswalk needs --from and --to, the vintages of the old and the new codes")
	}
	if err := cmp.Or(vintage("from", v.from), vintage("to", v.to)); err != nil {
		return err
	}
	if system == toSystem && v.from >= v.to {
		return usage("import crosswalk: --from is the year of the old codes, --to a later one, not %s and %s", v.from, v.to)
	}
	db, err := v.open(ctx)
	if err != nil {
		return err
	}
	defer closing(&err, db)
	report, err := ingest.Crosswalk(ctx, file, ingest.CrosswalkSettings{System: system, ToSystem: toSystem, From: v.from, To: v.to, Now: time.Now()}, db)
	return v.tell(report, err)
}

type importNames struct {
	importing
	system string
}

func (v *importNames) flags(f *pflag.FlagSet) {
	f.StringVar(&v.system, "code-system", string(area.Kemendagri), "of the codes: kemendagri or bps")
	v.importing.flags(f)
}

// Run imports former names of areas, by which rows without a code are placed.
func (v *importNames) Run(ctx context.Context, args []string) (err error) {
	file, err := v.one(args, "import names")
	if err != nil {
		return err
	}
	system, err := parseSystem(v.system)
	if err != nil {
		return err
	}
	db, err := v.open(ctx)
	if err != nil {
		return err
	}
	defer closing(&err, db)
	report, err := ingest.Names(ctx, file, system, time.Now(), db)
	return v.tell(report, err)
}
