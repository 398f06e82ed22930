package api

import (
	"cmp"
	"encoding/csv"
	"io"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"tepat/geo/area"
	"tepat/geo/poverty"
	"tepat/geo/reach"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// underCoveredFile answers where eligible families are not reached as a file.
func (s *Server) underCoveredFile(w http.ResponseWriter, r *http.Request, about *listing) error {
	q, err := rankingQuestion(r)
	if err != nil {
		return err
	}
	e, err := s.shelf.edition(r.Context(), about.ID)
	if err != nil {
		return err
	}
	v, err := e.ranking(about, q)
	if err != nil {
		return err
	}
	if err := s.keepRanked(r, e, v, q); err != nil {
		return err
	}
	if about.known(w, r) {
		return nil
	}
	if part(r, "format") == "xlsx" {
		page := blankPage(e, tableQuery{Lang: q.lang})
		return page.sendBook(w, r, page.rankingBook(v), page.Say("Ranking", "Peringkat"), v.fileName())
	}
	say := func(t poverty.Text) string { return in(q.lang, t) }
	return stream(w, r, "text/csv; charset=utf-8; header=present", v.fileName()+".csv", func(w io.Writer) error {
		return WriteRanking(w, &v.Answer, v.keptClass(blankPage(e, tableQuery{Lang: q.lang})), say)
	})
}

// keepRanked leaves of the ranked places those of one class of a measure, where one is asked for.
func (s *Server) keepRanked(r *http.Request, e *edition, v *ranking, q rankingQuery) (err error) {
	if v.pair != nil && q.only["only"] != "" {
		return bad("only is a class of one measure, and does not go with with")
	}
	if v.only, err = s.keeping(r, e, q.Programme, area.Level(q.By), q.lang, q.only); v.only == nil {
		return err
	}
	v.Places = slices.DeleteFunc(v.Places, func(p reach.Place) bool {
		return !v.only.Scale.keeps(e.Release().Areas().At(e.place[area.Code(p.Code)]))
	})
	return err
}

// A rankingQuery is a question whose answer is a file, and what of the answer a view keeps, in what order.
type rankingQuery struct {
	reach.Question
	lang, sort, with, class string
	only                    map[string]string // what the query says of the class of one measure that is kept
}

// A ranking is an answer as a view has it.
type ranking struct {
	reach.Answer
	programme, sort string
	pair            *pairing // where a measure of poverty stands beside coverage
	beside          string   // that measure
	kept            pairClass
	only            *tablePage // where one class of one measure is kept
}

// fileName names a file of the ranking by its release, programme, kind of place, where
// it is within and the class that is kept, as the page names its own (web/src/panel/ranking.tsx).
func (v *ranking) fileName() string {
	parts := []string{"tepat", strconv.FormatInt(v.Release, 10), v.Programme, v.By}
	if v.Within != "" {
		parts = append(parts, v.Within)
	}
	switch {
	case v.kept != (pairClass{}):
		parts = append(parts, v.beside, v.kept.Poverty, v.kept.Coverage)
	case v.only != nil:
		parts = append(parts, v.only.classFile())
	}
	return strings.Join(parts, "-")
}

// keptClass says on which class a ranking rests; "" where it has all.
func (v *ranking) keptClass(p *tablePage) string {
	switch {
	case v.kept != (pairClass{}):
		return p.ClassOf(v.kept)
	case v.only != nil:
		return v.only.KeptClass()
	}
	return ""
}

// ranking answers a question as a view has it: in its order, and of two measures the class that it keeps.
func (e *edition) ranking(about *listing, q rankingQuery) (*ranking, error) {
	a, err := e.ground.UnderCovered(q.Question)
	if err != nil {
		return nil, worded(err)
	}
	v := &ranking{Answer: *a, sort: q.sort, programme: in(q.lang, e.about.Indicators[indexOf(e.about, "coverage_"+q.Programme)].Name)}
	if q.with != "" {
		asked := tableQuery{About: q.Programme}
		if err := asked.pair(about, q.with, q.class); err != nil {
			return nil, err
		}
		if q.By != reach.Village && q.By != reach.District {
			return nil, bad("with goes with villages and districts, not %q", q.By)
		}
		v.kept, v.beside = asked.Kept, q.with
		v.pair = pairUp(e.Release(), indexOf(e.about, "coverage_"+q.Programme), indexOf(e.about, q.with))
	}
	v.Places = slices.DeleteFunc(slices.Clone(a.Places), func(p reach.Place) bool { return v.kept != (pairClass{}) && e.classOf(v.pair, p) != v.kept })
	slices.SortStableFunc(v.Places, placeOrder(q.sort, q.lang))
	return v, nil
}

// classOf returns which of nine classes a ranked place is in.
func (e *edition) classOf(pair *pairing, p reach.Place) pairClass {
	class, _ := pair.of(e.Release().Areas().At(e.place[area.Code(p.Code)]))
	return class
}

// placeOrder returns how the page sorts places; equals stand as the answer has them.
func placeOrder(sort, lang string) func(a, b reach.Place) int {
	word, down := strings.CutPrefix(sort, "-")
	sign := 1
	if down {
		sign = -1
	}
	names := collate.New(language.Make(lang))
	return func(a, b reach.Place) int {
		switch word {
		case "name":
			return sign * names.CompareString(a.Name, b.Name)
		case "missed":
			return sign * cmp.Compare(a.Missed, b.Missed)
		case "reached":
			return sign * cmp.Compare(b.Share, a.Share)
		}
		return 0
	}
}

// in returns the text in a language: en, else Indonesian.
func in(lang string, t poverty.Text) string {
	if lang == "en" {
		return t.EN
	}
	return t.ID
}

// rankingColumns are those of a ranking as a file. The state of a row is value, why a place has none, or total,
// the gap over all; release, as_of and threshold are the same in all. kept is the class that
// the ranked places were left for: those without a rank, and the total, are of all.
var rankingColumns = strings.Fields(`position code name parent parent_name state eligible reached missed share bound
	wilson_low wilson_high insufficient expected credible_low credible_high below rank_best rank_worst of_gap running
	hot_spot p q ratio why doubts members release as_of programme by within threshold method kept`)

// WriteRanking writes an answer as CSV, with sentences in one language: the ranked
// places, behind them those that are not ranked, with the reason, and the sum of all.
// Kept says of which class the ranked places are; "" of all.
func WriteRanking(w io.Writer, a *reach.Answer, kept string, say func(poverty.Text) string) error {
	out := csv.NewWriter(w)
	out.Write(rankingColumns)
	write := func(row map[string]string) {
		for name, value := range map[string]string{
			"release": strconv.FormatInt(a.Release, 10), "as_of": a.AsOf, "programme": a.Programme, "by": a.By, "within": a.Within,
			"threshold": decimal(a.Threshold), "method": string(a.Method),
		} {
			row[name] = value
		}
		fields := make([]string, len(rankingColumns))
		for i, name := range rankingColumns {
			fields[i] = row[name]
		}
		out.Write(fields)
	}
	for _, p := range a.Places {
		row := rankingRow(a, p, say)
		row["kept"] = kept
		write(row)
	}
	for _, apart := range []struct {
		state string
		codes []string
	}{{"withheld", a.Withheld}, {"no_data", a.NoData}, {"nobody_eligible", a.NobodyEligible}} {
		for _, code := range apart.codes {
			is := a.Areas[code]
			write(map[string]string{"code": code, "name": cell(is.Name), "parent": is.Parent, "parent_name": cell(a.Areas[is.Parent].Name), "state": apart.state})
		}
	}
	write(map[string]string{
		"name": say(a.Gap.Name), "state": "total", "eligible": strconv.Itoa(a.Gap.Eligible), "reached": strconv.Itoa(a.Gap.Eligible - a.Gap.NotReached),
		"missed": strconv.Itoa(a.Gap.NotReached), "bound": string(a.Gap.Bound), "why": say(a.Headline),
	})
	out.Flush()
	return out.Error()
}

// rankingRow returns the columns of a ranked place.
func rankingRow(a *reach.Answer, p reach.Place, say func(poverty.Text) string) map[string]string {
	var doubts []string
	for _, d := range p.Doubts {
		doubts = append(doubts, say(d))
	}
	return map[string]string{
		"position": strconv.Itoa(p.Position), "code": p.Code, "name": cell(p.Name), "parent": p.Parent, "parent_name": cell(a.Areas[p.Parent].Name), "state": "value",
		"eligible": strconv.Itoa(p.Eligible), "reached": strconv.Itoa(p.Reached), "missed": strconv.Itoa(p.Missed), "share": decimal(p.Share), "bound": string(p.Bound),
		"wilson_low": decimal(p.Wilson[0]), "wilson_high": decimal(p.Wilson[1]), "insufficient": strconv.FormatBool(p.Insufficient),
		"expected": decimals(p.Expected), "credible_low": decimal(p.Credible[0]), "credible_high": decimal(p.Credible[1]), "below": decimals(p.Below),
		"rank_best": rankAt(p.Rank, 0), "rank_worst": rankAt(p.Rank, 1), "of_gap": decimal(p.OfGap), "running": decimal(p.Running),
		"hot_spot": string(p.HotSpot), "p": decimals(p.P), "q": decimals(p.Q), "ratio": decimals(p.Ratio), "why": say(p.Why),
		"doubts": strings.Join(doubts, " "), "members": strings.Join(slices.Concat(p.Members, p.Cells), " "),
	}
}

// rankAt writes an end of the range of ranks, which may be missing.
func rankAt(rank *[2]int, end int) string {
	if rank == nil {
		return ""
	}
	return strconv.Itoa(rank[end])
}

// decimal writes a number to a millionth: what is finer says nothing here.
func decimal(x float64) string { return strconv.FormatFloat(math.Round(1e6*x)/1e6, 'f', -1, 64) }

// decimals writes a number that may be missing.
func decimals(x *float64) string {
	if x == nil {
		return ""
	}
	return decimal(*x)
}

// cell is a text that a spreadsheet does not run.
func cell(name string) string {
	if Formula(name) {
		return "'" + name
	}
	return name
}
