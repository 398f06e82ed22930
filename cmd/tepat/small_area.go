package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"tepat/geo/disclose"
	"tepat/geo/poverty"
	"tepat/geo/survey"
	"tepat/ingest/figures"

	"github.com/spf13/pflag"
)

type smallArea struct {
	asking
	code, direct, variance, se, size string
	covariates, factors, indicators  []string
	method                           string
	benchmark                        float64
	benchmarked                      bool
	flagSet                          *pflag.FlagSet
}

func (v *smallArea) flags(f *pflag.FlagSet) {
	v.asking.flags(f)
	f.StringVar(&v.code, "code", "code", "column with the area's code")
	f.StringVar(&v.direct, "direct", "direct", "column with the survey's own estimate")
	f.StringVar(&v.variance, "variance", "variance", "column with its sampling variance")
	f.StringVar(&v.se, "se", "se", "column with its standard error, in place of the variance")
	f.StringVar(&v.size, "size", "size", "column with the area's persons or families, for --benchmark")
	f.StringSliceVar(&v.covariates, "covariates", nil, "columns with numbers that explain the estimates")
	f.StringSliceVar(&v.factors, "factors", nil, "columns with words that do: 0 or 1 for each but the first")
	f.StringSliceVar(&v.indicators, "indicators", nil, "indicators of a release that do, by the area's code")
	f.StringVar(&v.method, "method", "reml", "reml or ml")
	f.Float64Var(&v.benchmark, "benchmark", 0, "known figure of all areas together, in the unit of the estimates")
	v.flagSet = f
}

// Run estimates areas of which a survey alone says too little.
func (v *smallArea) Run(ctx context.Context, args []string) error {
	if len(args) != 1 {
		return usage("small-area: name one file")
	}
	if err := v.check(nil); err != nil {
		return err
	}
	// Zero may be meant, and is then refused.
	v.benchmarked = v.flagSet.Changed("benchmark")
	table, err := v.read(args[0])
	if err != nil {
		return err
	}
	areas, err := v.areas(table)
	if err != nil {
		return err
	}
	model := survey.SmallAreaModel{Method: v.method}
	if v.benchmarked {
		model.Benchmark = &v.benchmark
	}
	if model.Covariates, err = v.explain(ctx, table, areas); err != nil {
		return err
	}
	s, err := survey.EstimateAreas(areas, model)
	if err != nil {
		return worded(err)
	}
	switch v.format {
	case "json":
		return writeJSON(v.out, s)
	case "csv":
		return v.csv(s)
	}
	return v.table(s)
}

func (v *smallArea) read(path string) (*figures.Table, error) {
	columns := []figures.Column{
		{Name: v.code, Spellings: []string{"kode", "kode_wilayah", "area"}}, {Name: v.direct, Spellings: []string{"estimate", "estimasi", "estimasi_langsung"}},
		{Name: v.variance, Spellings: []string{"varians"}, Optional: true}, {Name: v.se, Spellings: []string{"standard_error", "galat_baku"}, Optional: true},
		{Name: v.size, Spellings: []string{"population", "penduduk"}, Optional: !v.benchmarked},
	}
	for _, name := range slices.Concat(v.covariates, v.factors) {
		columns = append(columns, figures.Column{Name: name})
	}
	table, err := readFigures(path, columns)
	if err == nil && table.Has(v.variance) == table.Has(v.se) {
		err = usage("%s: one column is needed, %q or %q; --variance and --se name them", path, v.variance, v.se)
	}
	return table, err
}

// readFigures reads columns of a CSV file.
func readFigures(path string, columns []figures.Column) (*figures.Table, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, usage("%w", err)
	}
	defer f.Close()
	table, err := figures.Read(f, columns...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return table, nil
}

func (v *smallArea) areas(t *figures.Table) ([]survey.SmallArea, error) {
	areas, seen := make([]survey.SmallArea, t.Len()), map[string]bool{}
	for i := range areas {
		a := &areas[i]
		a.Code = t.Text(v.code, i)
		if a.Code == "" || seen[digits(a.Code)] {
			return nil, t.Fault(v.code, i, "an area needs a code of its own, with or without dots")
		}
		seen[digits(a.Code)] = true
		var err error
		if a.Direct, err = t.Number(v.direct, i); err != nil {
			return nil, err
		}
		if a.Variance, err = v.varianceOf(t, i); err != nil {
			return nil, err
		}
		if v.benchmarked {
			if a.Size, err = t.Number(v.size, i); err == nil && a.Size < 0 {
				err = t.Fault(v.size, i, "not a number, 0 or more")
			}
		}
		if err != nil {
			return nil, err
		}
	}
	return areas, nil
}

func (v *smallArea) varianceOf(t *figures.Table, i int) (float64, error) {
	column := v.variance
	if t.Has(v.se) {
		column = v.se
	}
	n, err := t.Number(column, i)
	if column == v.se && err == nil {
		n *= max(n, 0)
	}
	if err == nil && n <= 0 {
		err = t.Fault(column, i, "not a number above 0: without a sampling error of its own an area cannot be weighed against the others")
	}
	return n, err
}

// explain gives the areas their covariates, and returns the names of these.
func (v *smallArea) explain(ctx context.Context, t *figures.Table, areas []survey.SmallArea) (names []string, err error) {
	for _, column := range v.covariates {
		names = append(names, column)
		for i := range areas {
			n, err := t.Number(column, i)
			if err != nil {
				return nil, err
			}
			areas[i].Covariates = append(areas[i].Covariates, n)
		}
	}
	for _, column := range v.factors {
		words := make([]string, len(areas))
		for i := range areas {
			if words[i] = t.Text(column, i); words[i] == "" {
				return nil, t.Fault(column, i, "a word is missing")
			}
		}
		levels, columns := survey.Dummies(column, words)
		names = append(names, levels...)
		for _, column := range columns {
			for i, n := range column {
				areas[i].Covariates = append(areas[i].Covariates, n)
			}
		}
	}
	if len(v.indicators) == 0 {
		return names, nil
	}
	return append(names, v.indicators...), v.released(ctx, t, areas)
}

// released gives the areas what a release shows of them.
func (v *smallArea) released(ctx context.Context, t *figures.Table, areas []survey.SmallArea) error {
	r, err := v.cleared(ctx)
	if err != nil {
		return err
	}
	at := map[string]disclose.Area{}
	for i := range r.Areas().Len() {
		a := r.Areas().At(i)
		at[digits(string(a.Area().Code))] = a
	}
	for _, id := range v.indicators {
		n := slices.IndexFunc(r.About().Indicators, func(i poverty.ReleasedIndicator) bool { return i.ID == id })
		if n < 0 {
			return usage("--indicators: release %d does not count %q", r.About().ID, id)
		}
		for i := range areas {
			a, known := at[digits(areas[i].Code)]
			f := disclose.Figure{}
			if known {
				f = a.Figure(n)
			}
			switch {
			case !known:
				return t.Fault(v.code, i, fmt.Sprintf("release %d has no area of that code", r.About().ID))
			case !f.Shown() || f.Bound() != disclose.Exactly:
				return t.Fault(v.code, i, fmt.Sprintf("release %d does not tell %s of that area (%s); leave out the area or the indicator", r.About().ID, id, f.State()))
			}
			areas[i].Covariates = append(areas[i].Covariates, f.Value())
		}
	}
	return nil
}

// digits are a code without its dots.
func digits(code string) string { return strings.ReplaceAll(code, ".", "") }

func (v *smallArea) table(s *survey.SmallAreas) error {
	fmt.Fprintf(v.out, "%s (%s), σ² = %s\n", v.in("Fay–Herriot model", "Model Fay–Herriot"), strings.ToUpper(s.Method), v.rounded(6, &s.Sigma2))
	for _, c := range s.Coefficients {
		fmt.Fprintf(v.out, "  %s %s\n", c.Name, v.rounded(6, &c.Value))
	}
	for _, n := range s.Notes {
		fmt.Fprintln(v.out, v.say(n))
	}
	if b := s.Benchmark; b != nil {
		fmt.Fprintf(v.out, v.in("Mean of the estimates %s, known figure %s: factor %s\n", "Rata-rata estimasi %s, angka acuan %s: faktor %s\n"), v.rounded(6, &b.Mean), v.rounded(6, &b.Known), v.rounded(5, &b.Factor))
		if b.Warning != nil {
			fmt.Fprintln(v.out, v.in("WARNING: ", "PERINGATAN: ")+v.say(*b.Warning))
		}
	}
	fmt.Fprintln(v.out)
	return table(v.out, v.in("area\tdirect\tCV\tsynthetic\tweight\tEBLUP\tMSE\tCV\tbenchmarked", "wilayah\tlangsung\tCV\tsintetis\tbobot\tEBLUP\tMSE\tCV\tdisesuaikan"), func(row func(...any)) {
		for _, a := range s.Areas {
			row(a.Code, v.rounded(5, &a.Direct), v.part(a.DirectCV), v.rounded(5, &a.Synthetic), v.rounded(5, &a.Weight), v.rounded(5, &a.EBLUP), v.rounded(5, &a.MSE), v.part(a.CV), v.rounded(5, a.Benchmarked))
		}
	})
}

// rounded writes a number in so many digits.
func (v *asking) rounded(n int, x *float64) string {
	if x == nil {
		return "–"
	}
	return v.point(strconv.FormatFloat(*x, 'g', n, 64))
}

func (v *smallArea) csv(s *survey.SmallAreas) error {
	out := csv.NewWriter(v.out)
	out.Write([]string{"code", "direct", "direct_cv", "synthetic", "weight", "eblup", "mse", "cv", "benchmarked", "method", "sigma2"})
	for _, a := range s.Areas {
		out.Write([]string{text(a.Code), cell(&a.Direct), cell(a.DirectCV), cell(&a.Synthetic), cell(&a.Weight), cell(&a.EBLUP), cell(&a.MSE), cell(a.CV), cell(a.Benchmarked), s.Method, cell(&s.Sigma2)})
	}
	out.Flush()
	return out.Error()
}
