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

type captureRecapture struct {
	fieldwork
	lists survey.TwoLists
}

func (v *captureRecapture) flags(f *pflag.FlagSet) {
	v.fieldwork.flags(f)
	f.IntVar(&v.lists.Register, "register", 0, "poor families that the register holds")
	f.IntVar(&v.lists.Listing, "listing", 0, "poor families that a listing on the ground found, by itself")
	f.IntVar(&v.lists.Matches, "matches", 0, "families on both")
}

// Run estimates the poor families that no register holds.
func (v *captureRecapture) Run(ctx context.Context, args []string) error {
	if err := v.check(); err != nil {
		return err
	}
	f := poverty.FieldResult{Kind: poverty.UnregisteredPoor}
	if v.forget {
		return v.record(ctx, f, false, "")
	}
	strata, err := v.strata(args)
	if err != nil {
		return err
	}
	u, err := survey.Unregistered(strata)
	if err != nil {
		return refusedOr(worded(err))
	}
	a := u.Answer(len(strata))
	for _, l := range strata {
		f.Families += l.Listing
	}
	if a.Interval != nil {
		f.Value, f.Low, f.High = a.Families, max(0, a.Interval[0]), a.Interval[1]
	}
	if err := v.write(a); err != nil {
		return err
	}
	return v.record(ctx, f, a.Interval != nil && a.Within == nil, v.in("one list lies within the other, or no interval can be told", "satu daftar termuat dalam daftar lain, atau selang tidak dapat ditentukan"))
}

func (v *captureRecapture) write(a *survey.UnregisteredAnswer) error {
	switch v.format {
	case "json":
		return writeJSON(v.out, a)
	case "csv":
		return v.csv(a)
	}
	least, se, interval := "", "–", v.in("no interval can be told", "selang tidak dapat ditentukan")
	if a.Within != nil {
		least = v.in("at least ", "sedikitnya ")
	}
	if a.Interval != nil {
		se = v.point(fmt.Sprintf("%.1f", *a.SE))
		interval = fmt.Sprintf("%.0f–%.0f", a.Interval[0], a.Interval[1])
	}
	fmt.Fprintf(v.out, "%s: %s%.0f (%s)\n", v.say(a.Name), least, a.Families, interval)
	if a.Within != nil {
		fmt.Fprintln(v.out, v.in("WARNING: ", "PERINGATAN: ")+v.say(*a.Within))
	}
	fmt.Fprintf(v.out, v.in("standard error %s; %s of about %.0f poor families, registered or not; %d strata\n", "galat baku %s; %s dari sekitar %.0f keluarga miskin, terdata atau tidak; %d strata\n"),
		se, v.part(a.OfPoor), a.Poor, a.Strata)
	_, err := fmt.Fprintln(v.out, v.say(a.Note))
	return err
}

// strata are those of a file, or the one that the flags tell.
func (v *captureRecapture) strata(args []string) ([]survey.TwoLists, error) {
	typed := v.lists != survey.TwoLists{}
	switch {
	case len(args) == 1 && !typed:
	case len(args) == 0 && typed:
		v.lists.Stratum = "all"
		return []survey.TwoLists{v.lists}, nil
	default:
		return nil, usage("capture-recapture: name one file, or say --register, --listing and --matches")
	}
	t, err := readFigures(args[0], []figures.Column{
		{Name: "stratum", Spellings: []string{"strata"}, Optional: true},
		{Name: "register", Spellings: []string{"n1", "terdata"}}, {Name: "listing", Spellings: []string{"n2", "pendataan"}}, {Name: "matches", Spellings: []string{"m", "cocok"}},
	})
	if err != nil {
		return nil, err
	}
	strata := make([]survey.TwoLists, t.Len())
	for i := range strata {
		l := &strata[i]
		l.Stratum = t.Text("stratum", i)
		for _, c := range []struct {
			name string
			to   *int
		}{{"register", &l.Register}, {"listing", &l.Listing}, {"matches", &l.Matches}} {
			if *c.to, err = t.Count(c.name, i); err != nil {
				return nil, err
			}
		}
		if _, _, err := l.Chapman(); err != nil {
			return nil, t.Fault("matches", i, fitting(err))
		}
	}
	return strata, nil
}

// fitting says what would be right, without the value that is wrong.
func fitting(err error) string {
	if wrong := new(poverty.InputError); errors.As(err, &wrong) {
		return "allowed is " + wrong.Allowed
	}
	few := new(survey.FewMatchesError)
	if errors.As(err, &few) {
		return few.Problem()
	}
	return err.Error()
}

// refusedOr makes too few matches a file's fault: there is nothing wrong with the words.
func refusedOr(err error) error {
	if few := new(survey.FewMatchesError); errors.As(err, &few) {
		return &figures.Fault{Problem: few.Problem()}
	}
	return err
}

func (v *captureRecapture) csv(a *survey.UnregisteredAnswer) error {
	out := csv.NewWriter(v.out)
	low, high := "", ""
	if a.Interval != nil {
		low, high = cell(&a.Interval[0]), cell(&a.Interval[1])
	}
	out.Write([]string{"figure", "families", "low", "high", "standard_error", "of_poor", "poor", "strata", "one_list_within"})
	out.Write([]string{"unregistered_poor", cell(&a.Families), low, high, cell(a.SE), cell(a.OfPoor), cell(&a.Poor), cell(&a.Strata), strconv.FormatBool(a.Within != nil)})
	out.Flush()
	return out.Error()
}
