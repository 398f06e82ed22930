package main

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"tepat/api"
	"tepat/geo/area"
	"tepat/geo/disclose"
	"tepat/geo/poverty"
	"tepat/geo/reach"

	"github.com/spf13/pflag"
)

// An asking verb asks a question of a published release.
type asking struct {
	streams
	place
	release   int64
	audience  string
	programme string
	strategy  string
	within    string
	format    string
	spoken
}

// flags are those of every question.
func (v *asking) flags(f *pflag.FlagSet) {
	v.place.flags(f)
	f.Int64Var(&v.release, "release", 0, "number of the release (default the latest of the audience)")
	f.StringVar(&v.audience, "audience", string(poverty.Planner), "whose latest release: planner or public")
	f.StringVar(&v.format, "format", "table", "table, json or csv")
	v.spoken.flags(f, "of a table, and of sentences in a CSV")
}

// placeFlags are those of questions about places and whom to reach there.
func (v *asking) placeFlags(f *pflag.FlagSet) {
	v.flags(f)
	f.StringVar(&v.programme, "programme", reach.Any, "id of a programme, or any")
	f.StringVar(&v.strategy, "strategy", "", "A, B or C in place of a programme")
	f.StringVar(&v.within, "within", "", "code of the area that holds the places")
}

// check refuses words that no question has.
func (v *asking) check(args []string) error {
	switch {
	case len(args) > 0:
		return usage("unexpected %q", args[0])
	case v.format != "table" && v.format != "json" && v.format != "csv":
		return usage("--format is table, json or csv, not %q", v.format)
	case v.strategy != "" && v.programme != reach.Any:
		return usage("say one of --programme and --strategy")
	case v.audience != string(poverty.Planner) && v.audience != string(poverty.Public):
		return usage("--audience is planner or public, not %q", v.audience)
	}
	return v.spoken.check()
}

// asked returns what the question is about, as package reach names it.
func (v *asking) asked() string {
	if v.strategy != "" {
		return reach.Strategy(v.strategy)
	}
	return v.programme
}

// ground opens the release.
func (v *asking) ground(ctx context.Context) (*reach.Ground, error) {
	r, err := v.cleared(ctx)
	if err != nil {
		return nil, err
	}
	return reach.NewGround(r), nil
}

// cleared loads the release.
func (v *asking) cleared(ctx context.Context) (r *disclose.Release, err error) {
	db, err := v.open(ctx)
	if err != nil {
		return nil, err
	}
	defer closing(&err, db)
	id := v.release
	if id == 0 {
		if id, err = db.Latest(ctx, poverty.Audience(v.audience)); err != nil {
			return nil, err
		}
	}
	return db.LoadRelease(ctx, id)
}

// percent writes a share in the language asked for.
func (v *asking) percent(share float64) string {
	return v.point(strconv.FormatFloat(100*share, 'f', 1, 64)) + "%"
}

// worded makes a usage error of a question that cannot be answered.
func worded(err error) error {
	if wrong := new(poverty.InputError); errors.As(err, &wrong) {
		return usage("--%s: %q, allowed is %s", strings.ReplaceAll(wrong.Field, "_", "-"), wrong.Got, wrong.Allowed)
	}
	return err
}

type underCovered struct {
	asking
	by        string
	method    string
	threshold float64
	limit     int
}

func (v *underCovered) flags(f *pflag.FlagSet) {
	v.placeFlags(f)
	f.StringVar(&v.by, "by", reach.Village, strings.Join(reach.Kinds, ", "))
	f.StringVar(&v.method, "method", string(reach.GiStar), "how places that stand out are found: gi_star, local_moran or scan")
	f.Float64Var(&v.threshold, "threshold", 0.7, "coverage, 0 to 1, below which a place is under-covered")
	f.IntVar(&v.limit, "limit", 50, "places to list; 0 all")
}

// Run lists the places where most eligible families are not reached.
func (v *underCovered) Run(ctx context.Context, args []string) error {
	if err := v.check(args); err != nil {
		return err
	}
	g, err := v.ground(ctx)
	if err != nil {
		return err
	}
	a, err := g.UnderCovered(reach.Question{By: v.by, Programme: v.asked(), Within: area.Code(v.within), Threshold: v.threshold, Method: reach.Method(v.method), Limit: v.limit})
	if err != nil {
		return worded(err)
	}
	switch v.format {
	case "json":
		return writeJSON(v.out, a)
	case "csv":
		return api.WriteRanking(v.out, a, "", v.say)
	}
	return v.table(a)
}

// few lists the first codes of many.
func few(codes []string) string {
	const some = 20
	if len(codes) <= some {
		return strings.Join(codes, " ")
	}
	return strings.Join(codes[:some], " ") + " …"
}

// text is a name as a field of a CSV file.
func text(name string) string {
	if api.Formula(name) {
		return "'" + name
	}
	return name
}
