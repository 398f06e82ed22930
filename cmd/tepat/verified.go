package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"strconv"

	"tepat/geo/poverty"
	"tepat/geo/survey"
	"tepat/ingest/figures"

	"github.com/spf13/pflag"
)

// A fieldwork verb answers from a file of what was found, without a release.
type fieldwork struct {
	asking // for its ways of writing
}

func (v *fieldwork) flags(f *pflag.FlagSet) {
	f.StringVar(&v.format, "format", "table", "table, json or csv")
	v.spoken.flags(f, "of a table")
}

func (v *fieldwork) check() error {
	if v.format != "table" && v.format != "json" && v.format != "csv" {
		return usage("--format is table, json or csv, not %q", v.format)
	}
	return v.spoken.check()
}

type verified struct{ fieldwork }

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
func (v *verified) Run(_ context.Context, args []string) error {
	if len(args) != 1 {
		return usage("verified: name one file")
	}
	if err := v.check(); err != nil {
		return err
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
	switch v.format {
	case "json":
		return writeJSON(v.out, a)
	case "csv":
		return v.csv(a)
	}
	return v.table(a)
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
	case errors.Is(err, survey.ErrOnePSU):
		return &figures.Fault{Problem: survey.ErrOnePSU.Error()}
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
