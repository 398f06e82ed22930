package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"strconv"

	"tepat/geo/area"
	"tepat/geo/reach"
	"tepat/geo/target"

	"github.com/spf13/pflag"
)

type allocate struct {
	asking
	budget, unitCost int64
	rule             string
	minimum          int
}

func (v *allocate) flags(f *pflag.FlagSet) {
	v.asking.flags(f)
	f.Int64Var(&v.budget, "budget", 0, "rupiah to share")
	f.Int64Var(&v.unitCost, "unit-cost", 0, "rupiah of one package, which goes to one family")
	f.StringVar(&v.rule, "rule", string(target.Gap), "gap, poorest_first or equal_share")
	f.IntVar(&v.minimum, "minimum-per-district", 0, "packages that every district gets")
}

// Run shares a budget over villages and says what that is expected to change.
func (v *allocate) Run(ctx context.Context, args []string) error {
	if err := v.check(args); err != nil {
		return err
	}
	g, err := v.ground(ctx)
	if err != nil {
		return err
	}
	a, err := g.Allocate(reach.Budget{
		Programme: v.asked(), Budget: target.Rupiah(v.budget), UnitCost: target.Rupiah(v.unitCost), Rule: target.Rule(v.rule),
		MinimumPerDistrict: v.minimum, Within: area.Code(v.within),
	})
	if err != nil {
		return worded(err)
	}
	switch v.format {
	case "json":
		return writeJSON(v.out, a)
	case "csv":
		return v.csv(a)
	}
	return v.table(a)
}

func (v *allocate) table(a *reach.Allocation) error {
	fmt.Fprintf(v.out, "%s\n\n%d packages, %d of them find a family; %d rupiah are left.\n", v.say(a.Label), a.Packages, a.Given, a.Left)
	fmt.Fprintf(v.out, "exclusion error %s\ninclusion error %s\n\n", effect(a.ExclusionError), effect(a.InclusionError))
	err := table(v.out, "code\tname\tdistrict\tmissed\tpackages", func(row func(...any)) {
		for _, g := range a.Areas {
			row(g.Code, g.Name, g.District, g.Missed, g.Packages)
		}
	})
	if len(a.LeftOut) > 0 {
		fmt.Fprintf(v.out, "\nwithout figures, and left out (%d): %s\n", len(a.LeftOut), few(a.LeftOut))
	}
	return err
}

func effect(e reach.Effect) string {
	if e.Before == nil || e.After == nil {
		return "has no value: nobody is eligible, or nobody reached"
	}
	return fmt.Sprintf("%s now, %s expected (95 %% of draws: %s to %s)", percent(*e.Before), percent(*e.After), percent(e.Range[0]), percent(e.Range[1]))
}

func (v *allocate) csv(a *reach.Allocation) error {
	out := csv.NewWriter(v.out)
	out.Write([]string{"code", "name", "district", "missed", "packages", "note"})
	for _, g := range a.Areas {
		out.Write([]string{g.Code, text(g.Name), g.District, strconv.Itoa(g.Missed), strconv.Itoa(g.Packages), v.say(a.Label)})
	}
	out.Flush()
	return out.Error()
}
