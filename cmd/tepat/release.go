package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"tepat/geo/disclose"
	"tepat/geo/poverty"
	"tepat/ingest/release"

	"github.com/spf13/pflag"
)

type makeRelease struct {
	streams
	place
	releasing
	json, explain bool
	spoken
}

// releasing are the flags of a release, shared with the demo.
type releasing struct {
	audience    string
	indicators  []string
	catalogue   string
	minFamilies int
	line        poverty.Line
	fresh       bool
}

func (v *makeRelease) flags(f *pflag.FlagSet) {
	v.place.flags(f)
	f.StringVar(&v.releasing.audience, "audience", string(poverty.Planner), "whom it is cleared for: planner or public")
	f.StringSliceVar(&v.indicators, "indicators", nil, "only these indicators, separated by commas")
	f.StringVar(&v.catalogue, "catalogue", "", "YAML with programmes and indicators besides the built-in ones")
	f.IntVar(&v.minFamilies, "min-families", 0, "families below which a figure is withheld (0: planner 5, public 10)")
	f.IntVar(&v.line.Rupiah, "poverty-line", 0, "rupiah a person and month below which one is poor; one for all releases of the same families (0: that of the releases before)")
	f.StringVar(&v.line.Source, "poverty-line-source", "", "who says so, e.g. \"BPS, Kabupaten Kutai Kartanegara\"")
	f.StringVar(&v.line.AsOf, "poverty-line-as-of", "", "date of the poverty line, e.g. 2024-03-31")
	f.BoolVar(&v.fresh, "fresh", false, "follow no release before, after a small or mistaken one has coarsened those that follow it; the cost: who holds both, as the public may, can compare their figures and learn what either withholds")
	f.BoolVar(&v.explain, "explain", false, "say what is withheld, by which rule, and what it costs in families shown")
	v.spoken.flags(f, "of the explanation")
	f.BoolVar(&v.json, "json", false, "describe the release as JSON")
}

// Run counts, clears and publishes.
func (v *makeRelease) Run(ctx context.Context, args []string) (err error) {
	if len(args) > 0 {
		return usage("release takes no arguments")
	}
	if err := v.releasing.check(); err != nil {
		return err
	}
	if err := v.spoken.check(); err != nil {
		return err
	}
	db, err := v.open(ctx)
	if err != nil {
		return err
	}
	defer closing(&err, db)
	about, err := v.release(ctx, db, v.place, v.streams)
	if err != nil {
		return err
	}
	if v.json {
		return writeJSON(v.out, about)
	}
	fmt.Fprintf(v.out, "release %d for the %s: %s families (%s located), %d indicators, as of %s\n",
		about.ID, about.Audience, told(about.Families), told(about.Located), len(about.Indicators), about.AsOf)
	for _, s := range about.Shown {
		fmt.Fprintf(v.out, "  seen at resolution %d or finer: %3.0f %% of the located families, %3.0f %% of the populated area\n",
			s.Resolution, 100*s.Families, 100*s.Area)
	}
	if c := about.Consumption; c != nil {
		fmt.Fprintf(v.out, "  poverty line: %s\n", v.releasing.lineUsed(c.Line))
	}
	if text := held(about.Follows, about.Plan); text != "" {
		fmt.Fprintf(v.out, "  %s\n", text)
	}
	if v.explain {
		explanation{v.out, v.in}.of(about)
	}
	return nil
}

// held says what a release owes to those before it, and how to be rid of that; ""
// where it owes them nothing.
func held(before []int64, p *poverty.Plan) string {
	if p == nil || len(before) == 0 {
		return ""
	}
	withheld := 0
	for _, w := range p.Withheld {
		if w.Rule == "previous" {
			withheld += w.Places
		}
	}
	if p.Kept == 0 && withheld == 0 {
		return ""
	}
	var ids []string
	for _, id := range before {
		ids = append(ids, strconv.FormatInt(id, 10))
	}
	return fmt.Sprintf("held against release %s: %d places keep the figures they had, %d figures stay withheld as they were. "+
		"If that release was a mistake, or of a small part, --fresh follows none; but who holds both can then compare their figures",
		strings.Join(ids, " and "), p.Kept, withheld)
}

// lineUsed says by which line the release calls families poor.
func (r *releasing) lineUsed(line *poverty.Line) string {
	if line == nil {
		return "none, so nobody is called poor (--poverty-line)"
	}
	from := ""
	if r.line == (poverty.Line{}) {
		from = ", as in the releases before"
	}
	return fmt.Sprintf("Rp %d a person and month (%s, %s)%s", line.Rupiah, line.Source, line.AsOf, from)
}

// leastFamilies is the smallest threshold that protects anybody: of two families
// in a figure each learns the other's, of one everybody does.
const leastFamilies = 3

// check refuses a threshold under which nobody is protected, and indicators that nobody knows.
func (r *releasing) check() error {
	if r.minFamilies != 0 && r.minFamilies < leastFamilies {
		return usage("--min-families is %d or more, not %d: in a figure of two families each learns the other's", leastFamilies, r.minFamilies)
	}
	catalogue, err := loadCatalogue(r.catalogue)
	if err != nil {
		return err
	}
	var ids []string
	for _, i := range catalogue.Expand(func(string) bool { return true }) {
		ids = append(ids, i.ID)
	}
	for _, id := range r.indicators {
		if !slices.Contains(ids, id) {
			return usage("--indicators: no indicator %q; there are %s", id, strings.Join(ids, ", "))
		}
	}
	return nil
}

// release makes a release of db and returns its description.
func (r *releasing) release(ctx context.Context, db *database, at place, std streams) (poverty.Release, error) {
	audience, err := parseAudience(r.audience)
	if err != nil {
		return poverty.Release{}, err
	}
	catalogue, err := loadCatalogue(r.catalogue)
	if err != nil {
		return poverty.Release{}, err
	}
	order := release.Order{Audience: audience, Catalogue: catalogue, Indicators: r.indicators, Policy: r.policy(audience), Fresh: r.fresh}
	if order.Policy.Noise.Max > 0 {
		keys, err := at.keys(ctx, db)
		if err != nil {
			return poverty.Release{}, err
		}
		order.Key = keys.Record()
	}
	if r.line != (poverty.Line{}) {
		if err := r.line.Check(); err != nil {
			return poverty.Release{}, worded(err)
		}
		order.Line = &r.line
	}
	step := begin(std.err, "release for the "+string(audience))
	id, err := release.Build(ctx, db, db, order)
	if err != nil {
		return poverty.Release{}, worded(err)
	}
	step.end("number %d", id)
	cleared, err := db.LoadRelease(ctx, id)
	if err != nil {
		return poverty.Release{}, err
	}
	return cleared.About(), nil
}

// policy returns the audience's rule unless another was set. One between
// leastFamilies and the default is allowed: the official who sets it answers for it.
func (r *releasing) policy(a poverty.Audience) disclose.Policy {
	p := disclose.PolicyFor(a)
	if r.minFamilies > 0 {
		p.MinFamilies = r.minFamilies
	}
	return p
}

// loadCatalogue returns the built-in catalogue with the additions of a file, if one is named.
func loadCatalogue(path string) (*poverty.Catalogue, error) {
	if path == "" {
		return poverty.LoadCatalogue()
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, usage("--catalogue: %w", err)
	}
	c, err := poverty.LoadCatalogue(text)
	if err != nil {
		return nil, usage("--catalogue: %s: %w", path, err)
	}
	return c, nil
}
