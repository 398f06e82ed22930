package main

import (
	"cmp"
	"context"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"

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
	v.placeFlags(f)
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

// table lists the villages that get something, those that get most first.
func (v *allocate) table(a *reach.Allocation) error {
	fmt.Fprintf(v.out, "%s\n\n", v.say(a.Label))
	fmt.Fprintf(v.out, v.in("%d packages, %d of them find a family; %d rupiah are left.\n", "%d paket, %d di antaranya mendapat keluarga; sisa %d rupiah.\n"), a.Packages, a.Given, a.Left)
	fmt.Fprintf(v.out, "%s %s\n%s %s\n", v.in("exclusion error", "kesalahan eksklusi"), v.effect(a.ExclusionError), v.in("inclusion error", "kesalahan inklusi"), v.effect(a.InclusionError))
	v.notes(a)
	given := slices.SortedStableFunc(slices.Values(a.Areas), func(a, b reach.Given) int { return b.Packages - a.Packages })
	nothing := 0
	err := table(v.out, v.in("code\tname\tdistrict\tmissed\tpackages", "kode\tnama\tkecamatan\tterlewat\tpaket"), func(row func(...any)) {
		for _, g := range given {
			if g.Packages == 0 {
				nothing++
				continue
			}
			row(g.Code, g.Name, g.District, g.Missed, g.Packages)
		}
	})
	if nothing > 0 {
		fmt.Fprintf(v.out, v.in("\nvillages that get nothing: %d\n", "\n%d desa dan kelurahan tidak mendapat paket.\n"), nothing)
	}
	if a.Note != nil {
		fmt.Fprintf(v.out, "\n%s\n", v.say(*a.Note))
	}
	if len(a.LeftOut) > 0 {
		fmt.Fprintf(v.out, "\n%s (%d): %s\n", v.in("without figures, and left out", "tanpa angka, tidak diperhitungkan"), len(a.LeftOut), few(a.LeftOut))
	}
	return err
}

// notes says once what the errors rest on, or why they have no value.
func (v *allocate) notes(a *reach.Allocation) {
	said := ""
	for _, e := range []reach.Effect{a.ExclusionError, a.InclusionError} {
		if e.Note != nil && v.say(*e.Note) != said {
			said = v.say(*e.Note)
			fmt.Fprintln(v.out, said)
		}
	}
	fmt.Fprintln(v.out)
}

func (v *allocate) effect(e reach.Effect) string {
	var parts []string
	if e.Before != nil {
		parts = append(parts, v.percent(*e.Before)+v.in(" now", " sekarang"))
	}
	if e.After != nil {
		parts = append(parts, fmt.Sprintf(v.in("%s expected (95 %% of draws: %s to %s)", "%s diperkirakan (95 %% simulasi: %s sampai %s)"),
			v.percent(*e.After), v.percent(e.Range[0]), v.percent(e.Range[1])))
	}
	return cmp.Or(strings.Join(parts, ", "), v.in("has no value", "tidak ada nilainya"))
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
