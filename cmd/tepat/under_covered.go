package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"tepat/api"
	"tepat/geo/area"
	"tepat/geo/poverty"
	"tepat/geo/reach"
	"tepat/geo/target"

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
	language  string
}

// flags are those of every question.
func (v *asking) flags(f *pflag.FlagSet) {
	v.place.flags(f)
	f.Int64Var(&v.release, "release", 0, "number of the release (default the latest of the audience)")
	f.StringVar(&v.audience, "audience", string(poverty.Planner), "whose latest release: planner or public")
	f.StringVar(&v.format, "format", "table", "table, json or csv")
	f.StringVar(&v.language, "language", "id", "of a table, and of sentences in a CSV: id or en")
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
	case v.language != "id" && v.language != "en":
		return usage("--language is id or en, not %q", v.language)
	}
	return nil
}

// asked returns what the question is about, as package reach names it.
func (v *asking) asked() string {
	if v.strategy != "" {
		return reach.Strategy(v.strategy)
	}
	return v.programme
}

// say returns a sentence in the language asked for.
func (v *asking) say(t poverty.Text) string {
	if v.language == "en" {
		return t.EN
	}
	return t.ID
}

// ground opens the release.
func (v *asking) ground(ctx context.Context) (g *reach.Ground, err error) {
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
	r, err := db.LoadRelease(ctx, id)
	if err != nil {
		return nil, err
	}
	return reach.NewGround(r), nil
}

// in returns the text in the language asked for.
func (v *asking) in(en, id string) string { return v.say(poverty.Text{EN: en, ID: id}) }

// percent writes a share in the language asked for.
func (v *asking) percent(share float64) string {
	text := strconv.FormatFloat(100*share, 'f', 1, 64) + "%"
	if v.language == "id" {
		text = strings.Replace(text, ".", ",", 1)
	}
	return text
}

// worded makes a usage error of a question that cannot be answered.
func (v *asking) worded(err error) error {
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
		return v.worded(err)
	}
	switch v.format {
	case "json":
		return writeJSON(v.out, a)
	case "csv":
		return v.csv(v.out, a)
	}
	return v.table(a)
}

func (v *underCovered) table(a *reach.Answer) error {
	fmt.Fprintf(v.out, "%s\n\n", v.say(a.Headline))
	head := v.in("#\tcode\tname\teligible\treached\tmissed\tmissed %\t95 %\trank\tof the gap\trunning\thot spot\twhy",
		"#\tkode\tnama\tberhak\tterjangkau\tterlewat\tterlewat %\t95 %\tperingkat\tdari semua\tkumulatif\tkantong\talasan")
	err := table(v.out, head, func(row func(...any)) {
		for _, p := range a.Places {
			row(p.Position, p.Code, p.Name, p.Eligible, p.Reached, p.Missed, v.share(p), v.percent(p.Wilson[0])+"–"+v.percent(p.Wilson[1]),
				fmt.Sprintf("%d–%d", p.Rank[0], p.Rank[1]), v.percent(p.OfGap), v.percent(p.Running), v.hotSpot(p.HotSpot), v.say(p.Why))
		}
	})
	if len(a.Places) < a.Total {
		fmt.Fprintf(v.out, v.in("\n%d of %d places are shown (--limit).\n", "\n%d dari %d tempat ditampilkan (--limit).\n"), len(a.Places), a.Total)
	}
	for _, apart := range []struct {
		en, id string
		codes  []string
	}{
		{"withheld, too few families", "disamarkan, terlalu sedikit keluarga", a.Withheld}, {"no data", "tidak ada data", a.NoData},
		{"nobody eligible", "tidak ada keluarga berhak", a.NobodyEligible},
		{"not tested, fewer than three neighbours with figures", "tidak diuji, tetangga dengan angka kurang dari tiga", a.NotTested},
	} {
		if len(apart.codes) > 0 {
			fmt.Fprintf(v.out, "\n%s (%d): %s\n", v.in(apart.en, apart.id), len(apart.codes), few(apart.codes))
		}
	}
	return err
}

// share writes the share missed, or that too few are eligible to say one.
func (v *underCovered) share(p reach.Place) string {
	if p.Insufficient {
		return v.in("insufficient data", "data belum cukup")
	}
	return v.percent(p.Share)
}

func (v *underCovered) hotSpot(h target.HotSpot) string {
	return map[target.HotSpot]string{
		target.Hot: v.in("hot spot", "kantong terlewat"), target.Cold: v.in("cold spot", "kantong terjangkau"), target.NotTested: v.in("not tested", "tidak diuji"),
		target.NotUnusual: v.in("not unusual", "tidak menonjol"), target.HotOutlier: v.in("unlike its surroundings: many", "lain dari sekitarnya: banyak"),
		target.ColdOutlier: v.in("unlike its surroundings: few", "lain dari sekitarnya: sedikit"),
	}[h]
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

// csv writes the ranked places, and behind them those that are not ranked, with the reason.
func (v *underCovered) csv(w io.Writer, a *reach.Answer) error {
	out := csv.NewWriter(w)
	out.Write(strings.Fields("position code name parent state eligible reached missed share wilson_low wilson_high insufficient expected credible_low credible_high below rank_best rank_worst of_gap running hot_spot q why members"))
	number := func(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
	for _, p := range a.Places {
		q := ""
		if p.Q != nil {
			q = number(*p.Q)
		}
		out.Write([]string{
			strconv.Itoa(p.Position), p.Code, text(p.Name), p.Parent, "value", strconv.Itoa(p.Eligible), strconv.Itoa(p.Reached), strconv.Itoa(p.Missed), number(p.Share),
			number(p.Wilson[0]), number(p.Wilson[1]), strconv.FormatBool(p.Insufficient), number(p.Expected), number(p.Credible[0]), number(p.Credible[1]), number(p.Below),
			strconv.Itoa(p.Rank[0]), strconv.Itoa(p.Rank[1]), number(p.OfGap), number(p.Running), string(p.HotSpot), q, v.say(p.Why),
			strings.Join(slices.Concat(p.Members, p.Cells), " "),
		})
	}
	for _, apart := range []struct {
		state string
		codes []string
	}{{"withheld", a.Withheld}, {"no_data", a.NoData}, {"nobody_eligible", a.NobodyEligible}} {
		for _, code := range apart.codes {
			out.Write(append([]string{"", code, "", "", apart.state}, make([]string, 19)...))
		}
	}
	out.Flush()
	return out.Error()
}
