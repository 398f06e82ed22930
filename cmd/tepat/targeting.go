package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"strconv"

	"tepat/geo/reach"
	"tepat/geo/target"

	"github.com/spf13/pflag"
)

type targeting struct{ asking }

func (v *targeting) flags(f *pflag.FlagSet) {
	v.asking.flags(f)
	f.StringVar(&v.programme, "programme", "", "id of a programme")
}

// Run says how a programme's recipients lie over the deciles of welfare.
func (v *targeting) Run(ctx context.Context, args []string) error {
	if v.programme == "" {
		return usage("targeting: --programme is needed")
	}
	if err := v.check(args); err != nil {
		return err
	}
	g, err := v.ground(ctx)
	if err != nil {
		return err
	}
	t, err := reach.NewTargeting(g.About(), v.programme)
	if err != nil {
		return worded(err)
	}
	switch v.format {
	case "json":
		return writeJSON(v.out, t)
	case "csv":
		return v.csv(t)
	}
	return v.table(t)
}

func (v *targeting) table(t *reach.Targeting) error {
	fmt.Fprintf(v.out, "%s\n%s\n", v.say(t.Name), v.say(t.Sentence))
	if t.Withheld {
		return nil
	}
	fmt.Fprintln(v.out)
	err := table(v.out, v.in("desil\tfamilies\teligible\trecipients\tof these eligible\tcoverage\tof all recipients\trunning",
		"desil\tkeluarga\tberhak\tpenerima\tdi antaranya berhak\tcakupan\tdari semua penerima\tkumulatif"), func(row func(...any)) {
		for _, d := range t.Deciles {
			desil := strconv.Itoa(d.Desil)
			if d.Desil == 0 {
				desil = v.in("not known", "tidak diketahui")
			}
			row(desil, d.Families, d.Eligible, d.Bound.Sign()+strconv.Itoa(d.Recipients), d.ReachedBound.Sign()+strconv.Itoa(d.Reached), v.rate(d.Coverage), signed(d.IncidenceBound, v.part(d.Incidence)), signed(d.IncidenceBound, v.part(d.Running)))
		}
	})
	fmt.Fprintln(v.out)
	m := t.Measures
	for _, line := range []struct{ en, id, value string }{
		{"coverage of the eligible", "cakupan keluarga berhak", v.rate(m.Coverage)},
		{"exclusion error", "kesalahan eksklusi", v.rate(m.ExclusionError)},
		{"inclusion error (of recipients)", "kesalahan inklusi (dari penerima)", v.rate(m.InclusionError)},
		{"coverage of the non-eligible", "cakupan keluarga tidak berhak", v.rate(m.NoneligibleCoverage)},
		{"targeting differential", "diferensial penargetan", signed(m.Bound, v.number(m.TargetingDifferential))},
		{"of the best that as many recipients allow", "dari yang terbaik dengan penerima sebanyak itu", signed(m.Bound, v.number(m.DifferentialOfBest))},
		{fmt.Sprintf("CGH index at the poorest %.0f%%", 100*m.CGHAt), fmt.Sprintf("indeks CGH pada %.0f%% termiskin", 100*m.CGHAt), signed(m.CGHBound, v.number(m.CGH))},
	} {
		fmt.Fprintf(v.out, "%-48s %s\n", v.in(line.en, line.id), line.value)
	}
	return err
}

// rate writes a share with its interval.
func (v *asking) rate(s *reach.Share) string {
	switch {
	case s == nil:
		return "–"
	case s.Insufficient:
		return v.in("insufficient data", "data belum cukup")
	}
	return fmt.Sprintf("%s%s (%s–%s)", s.Bound.Sign(), v.percent(s.Share), v.percent(s.Interval[0]), v.percent(s.Interval[1]))
}

// signed writes a number with its bound; of what is missing there is none.
func signed(b target.Bound, number string) string {
	if number == "–" {
		return number
	}
	return b.Sign() + number
}

func (v *asking) part(share *float64) string {
	if share == nil {
		return "–"
	}
	return v.percent(*share)
}

func (v *asking) number(x *float64) string {
	if x == nil {
		return "–"
	}
	return v.point(strconv.FormatFloat(*x, 'f', 3, 64))
}

func (v *targeting) csv(t *reach.Targeting) error {
	out := csv.NewWriter(v.out)
	out.Write([]string{"programme", "state", "desil", "families", "eligible", "recipients", "reached", "incidence", "running", "bound", "reached_bound", "incidence_bound"})
	if t.Withheld {
		out.Write([]string{t.Programme, "withheld", "", "", "", "", "", "", "", "", "", ""})
	}
	number := func(x *float64) string {
		if x == nil {
			return ""
		}
		return strconv.FormatFloat(*x, 'f', -1, 64)
	}
	for _, d := range t.Deciles {
		out.Write([]string{t.Programme, "value", strconv.Itoa(d.Desil), strconv.Itoa(d.Families), strconv.Itoa(d.Eligible),
			strconv.Itoa(d.Recipients), strconv.Itoa(d.Reached), number(d.Incidence), number(d.Running), string(d.Bound), string(d.ReachedBound), string(d.IncidenceBound)})
	}
	out.Flush()
	return out.Error()
}
