package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"tepat/geo/poverty"
	"tepat/geo/reach"
	"tepat/geo/survey"
	"tepat/ingest/figures"

	"github.com/spf13/pflag"
)

// A fieldwork verb answers from a file of what was found, without a release. What
// it says can be kept, for the releases that are made after it.
type fieldwork struct {
	asking       // for its ways of writing
	keep, forget bool
	asOf         string
}

func (v *fieldwork) flags(f *pflag.FlagSet) {
	v.place.flags(f)
	f.StringVar(&v.format, "format", "table", "table, json or csv")
	v.spoken.flags(f, "of a table")
	f.BoolVar(&v.keep, "keep", false, "keep the number for the releases to come, in place of what was kept of the same day")
	f.BoolVar(&v.forget, "forget", false, "forget what was kept of that day")
	f.StringVar(&v.within, "within", "", "code of the area that it holds for, with --keep")
	f.StringVar(&v.asOf, "as-of", "", "date of the visits, e.g. 2025-05-31, with --keep")
}

// record keeps a number, or forgets it. told says whether there is one to keep, why
// what is missing where there is none, in the language asked for.
func (v *fieldwork) record(ctx context.Context, f poverty.FieldResult, told bool, why string) (err error) {
	if !v.keep && !v.forget {
		return nil
	}
	f.Area, f.AsOf = v.within, v.asOf
	if v.keep && !told {
		return &figures.Fault{Problem: v.in("not kept: ", "tidak disimpan: ") + why}
	}
	db, err := v.open(ctx)
	if err != nil {
		return err
	}
	defer closing(&err, db)
	act, done := db.KeepFieldResult, v.in("kept", "disimpan")
	if v.forget {
		act, done = db.ForgetFieldResult, v.in("forgotten", "dilupakan")
	}
	err = act(ctx, f)
	switch {
	case v.keep && errors.Is(err, poverty.ErrNotFound):
		return usage("--within is the code of an area of the vintage that releases are of, not %q", f.Area)
	case err != nil:
		return err
	}
	fmt.Fprintf(v.err, v.in("%s: the number for %s of %s; releases made from now on say so\n",
		"%s: angka untuk %s tanggal %s; rilis yang dibuat sejak sekarang menyebutnya\n"), done, f.Area, f.AsOf)
	return nil
}

func (v *fieldwork) check() error {
	if v.keep && v.forget {
		return usage("say one of --keep and --forget")
	}
	if v.format != "table" && v.format != "json" && v.format != "csv" {
		return usage("--format is table, json or csv, not %q", v.format)
	}
	if err := v.checkKept(); err != nil {
		return err
	}
	return v.spoken.check()
}

// checkKept refuses words that do not say what is to be kept or forgotten, before
// anything is answered.
func (v *fieldwork) checkKept() error {
	if !v.keep && !v.forget {
		return nil
	}
	if _, err := time.Parse(time.DateOnly, v.asOf); err != nil {
		return usage("--as-of is a date such as 2025-05-31, not %q", v.asOf)
	}
	if v.within == "" {
		return usage("--within says the code of the area that the number is of")
	}
	return nil
}

type verified struct {
	fieldwork
	catalogue string
}

func (v *verified) flags(f *pflag.FlagSet) {
	v.fieldwork.flags(f)
	f.StringVar(&v.programme, "programme", "", "id of the programme that the visits asked about, strategy_a … or any, with --keep")
	f.StringVar(&v.catalogue, "catalogue", "", "YAML with programmes besides the built-in ones")
}

// The columns of a sample. Others are not kept: the file may hold who was visited.
var sampleColumns = []figures.Column{
	{Name: "stratum", Spellings: []string{"strata"}, Optional: true},
	{Name: "cluster", Spellings: []string{"psu", "klaster", "blok_sensus", "nbs"}, Optional: true},
	{Name: "clusters", Spellings: []string{"psus", "fpc", "jumlah_klaster"}, Optional: true},
	{Name: "weight", Spellings: []string{"bobot", "penimbang", "pw"}},
	{Name: "eligible", Spellings: []string{"berhak", "layak"}},
	{Name: "receives", Spellings: []string{"menerima", "penerima"}},
}

// Run says what a sample tells of exclusion and inclusion error.
func (v *verified) Run(ctx context.Context, args []string) error {
	if err := v.check(); err != nil {
		return err
	}
	if err := v.checkProgramme(); err != nil {
		return err
	}
	if v.forget {
		return v.retain(ctx, &survey.VerifiedAnswer{})
	}
	if len(args) != 1 {
		return usage("verified: name one file")
	}
	table, err := readFigures(args[0], sampleColumns)
	if err != nil {
		return err
	}
	visits, err := visitsOf(table)
	if err != nil {
		return err
	}
	found, design, err := survey.VerifySample(visits)
	if err != nil {
		return inLine(table, err)
	}
	a := found.Answer(design)
	if err := v.write(a); err != nil {
		return err
	}
	return v.retain(ctx, a)
}

func (v *verified) write(a *survey.VerifiedAnswer) error {
	switch v.format {
	case "json":
		return writeJSON(v.out, a)
	case "csv":
		return v.csv(a)
	}
	return v.table(a)
}

// retain keeps the exclusion error.
func (v *verified) retain(ctx context.Context, a *survey.VerifiedAnswer) error {
	f := poverty.FieldResult{Kind: poverty.VerifiedExclusionError, Programme: v.programme, Families: a.Eligible}
	told := a.Exclusion.Share != nil && a.Exclusion.Interval != nil && !a.Exclusion.Insufficient
	if told {
		f.Value, f.Low, f.High = *a.Exclusion.Share, a.Exclusion.Interval[0], a.Exclusion.Interval[1]
	}
	return v.record(ctx, f, told, v.in("there is no number with an interval narrower than one half", "tidak ada angka dengan selang yang lebih sempit daripada setengah"))
}

// checkProgramme refuses to keep what is of no programme, or of none that is known.
func (v *verified) checkProgramme() error {
	if !v.keep && !v.forget {
		return nil
	}
	c, err := loadCatalogue(v.catalogue)
	if err != nil {
		return err
	}
	known := []string{reach.Any, reach.Strategy("A"), reach.Strategy("B"), reach.Strategy("C")}
	for _, p := range c.Programmes {
		known = append(known, p.ID)
	}
	if !slices.Contains(known, v.programme) {
		return usage("--programme says what the visits asked about, %s; not %q", strings.Join(known, ", "), v.programme)
	}
	return nil
}

func visitsOf(t *figures.Table) ([]survey.Visit, error) {
	visits := make([]survey.Visit, t.Len())
	for i := range visits {
		o := &visits[i]
		o.Stratum, o.PSU = t.Text("stratum", i), t.Text("cluster", i)
		if t.Has("cluster") && o.PSU == "" {
			return nil, t.Fault("cluster", i, "the cluster is missing")
		}
		var err error
		if t.Has("clusters") {
			if o.PSUs, err = t.Count("clusters", i); err != nil {
				return nil, err
			}
		}
		if o.Weight, err = t.Number("weight", i); err != nil {
			return nil, err
		}
		if o.Eligible, err = t.Bool("eligible", i); err != nil {
			return nil, err
		}
		if o.Receives, err = t.Bool("receives", i); err != nil {
			return nil, err
		}
	}
	return visits, nil
}

// inLine says in which line of the file an observation stands that cannot be used.
func inLine(t *figures.Table, err error) error {
	wrong := new(poverty.RecordError)
	switch {
	case errors.As(err, &wrong) && wrong.Field == "psus":
		return t.Fault("clusters", wrong.Record, "allowed is "+wrong.Allowed)
	case errors.As(err, &wrong):
		return t.Fault(wrong.Field, wrong.Record, "allowed is "+wrong.Allowed)
	case errors.Is(err, survey.ErrOnePSU), errors.Is(err, survey.ErrNoWeight):
		return &figures.Fault{Problem: err.Error()}
	}
	return err
}

func (v *verified) table(a *survey.VerifiedAnswer) error {
	fmt.Fprintf(v.out, v.in("%d visits in %d units of %d strata; found eligible %d, receiving %d\n", "%d kunjungan di %d unit dari %d strata; berhak %d, menerima %d\n"),
		a.Visits, a.PSUs, a.Strata, a.Eligible, a.Reached)
	for _, n := range a.Notes {
		fmt.Fprintln(v.out, v.say(n))
	}
	fmt.Fprintln(v.out)
	return table(v.out, v.in("figure\tshare\t95 % interval\tstandard error", "angka\tporsi\tselang 95 %\tgalat baku"), func(row func(...any)) {
		for _, n := range []survey.Named{a.Exclusion, a.Inclusion} {
			interval, share := "–", v.part(n.Share)
			if n.Interval != nil {
				interval = v.percent(n.Interval[0]) + "–" + v.percent(n.Interval[1])
			}
			if n.Insufficient || n.Share != nil && n.Interval == nil {
				share = v.in("insufficient data", "data belum cukup")
			}
			if n.TooFew {
				share = v.in("too few clusters to tell", "klaster terlalu sedikit untuk disimpulkan")
			}
			row(v.say(n.Name), share, interval, v.part(n.SE))
		}
	})
}

func (v *verified) csv(a *survey.VerifiedAnswer) error {
	out := csv.NewWriter(v.out)
	out.Write([]string{"figure", "share", "low", "high", "standard_error", "visits", "psus", "strata", "too_few_clusters"})
	for _, n := range []struct {
		id string
		survey.Named
	}{{"verified_exclusion_error", a.Exclusion}, {"verified_inclusion_error", a.Inclusion}} {
		low, high := "", ""
		if n.Interval != nil {
			low, high = cell(&n.Interval[0]), cell(&n.Interval[1])
		}
		out.Write([]string{n.id, cell(n.Share), low, high, cell(n.SE), cell(&a.Visits), cell(&a.PSUs), cell(&a.Strata), strconv.FormatBool(n.TooFew)})
	}
	out.Flush()
	return out.Error()
}
