package api

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"tepat/geo/area"
	"tepat/geo/poverty"
	"tepat/geo/reach"
	"tepat/geo/target"

	"golang.org/x/text/number"
)

// What if a budget were shared: one to three scenarios side by side, as the page
// has them, for those who have no JavaScript. An address says all of them as the
// page's own does; the form of one is answered with the way to the address that has it changed.

const mostScenarios = 3

// scenarioForm is how an address writes a scenario: programme, budget, cost of a
// package, rule, packages at least in each district, and where.
var scenarioForm = regexp.MustCompile(`^([a-z][a-z0-9_]{0,63}),([1-9]\d{0,14}),([1-9]\d{0,14}),(gap|poorest_first|equal_share),(\d{1,9})(?:,([\d.]{1,13}))?$`)

// readScenarios returns the scenarios of an address, and what it left out: those that cannot be read, or are too many.
func readScenarios(text string) (all []reach.Budget, left []string) {
	for part := range strings.SplitSeq(text, "--") {
		m := scenarioForm.FindStringSubmatch(part)
		if m == nil || len(all) == mostScenarios {
			left = append(left, part)
			continue
		}
		n := [3]int64{}
		for i, digits := range []string{m[2], m[3], m[5]} {
			n[i], _ = strconv.ParseInt(digits, 10, 64) // the form has at most 15 digits
		}
		all = append(all, reach.Budget{Programme: m[1], Budget: target.Rupiah(n[0]), UnitCost: target.Rupiah(n[1]), Rule: target.Rule(m[4]), MinimumPerDistrict: int(n[2]), Within: area.Code(m[6])})
	}
	return all, left
}

func writeScenarios(all []reach.Budget) string {
	var parts []string
	for _, b := range all {
		parts = append(parts, strings.TrimSuffix(fmt.Sprintf("%s,%d,%d,%s,%d,%s", b.Programme, b.Budget, b.UnitCost, b.Rule, b.MinimumPerDistrict, b.Within), ","))
	}
	return strings.Join(parts, "--")
}

// budgetable lists what a budget can be shared for: of each it must be counted whom
// it reaches, and whom wrongly.
func budgetable(about poverty.Release) (all []string) {
	for _, i := range about.Indicators {
		id := cmp.Or(i.Programme, i.Group)
		if strings.HasPrefix(i.ID, leakageOf) && id != "" && indexOf(about, "coverage_"+id) >= 0 {
			all = append(all, id)
		}
	}
	return all
}

const leakageOf = "leakage_"

// firstScenario is what the reader starts from: the programme looked at, else the first.
func firstScenario(about poverty.Release, of string, within area.Code) (reach.Budget, error) {
	all := budgetable(about)
	if len(all) == 0 {
		return reach.Budget{}, bad("this release counts no programme that a budget could be shared for")
	}
	for _, id := range []string{of, "pkh", all[0]} {
		if slices.Contains(all, id) {
			of = id
			break
		}
	}
	return reach.Budget{Programme: of, Budget: 1_000_000_000, UnitCost: 2_000_000, Rule: target.Gap, Within: within}, nil
}

// A whatIfQuery is what scenarios are asked for.
type whatIfQuery struct {
	tableQuery                // its language, level and carried view
	all        []reach.Budget // the scenarios
	left       []string       // those of the address that are left out
}

// whatIfWords are those of the address, and behind them those of a scenario's form.
var whatIfWords = []string{"whatif", "about", "within", "by", "lang", "view", "set", "programme", "budget", "cost", "rule", "minimum", "where"}

func whatIfQueryOf(r *http.Request, about *listing) (q whatIfQuery, err error) {
	p, err := query(r, whatIfWords...)
	if err != nil {
		return q, err
	}
	q.tableQuery = tableQuery{About: p["about"], Level: area.Level(cmp.Or(p["by"], string(area.Village))), Threshold: 0.7, Lang: cmp.Or(p["lang"], "id"), View: p["view"]}
	switch {
	case q.Lang != "id" && q.Lang != "en":
		return q, bad("lang is id or en, not %q", q.Lang)
	case q.Level != area.Village && q.Level != area.District:
		return q, bad("by is village or district, not %q", q.Level)
	}
	if err := checkView(q.View); err != nil {
		return q, err
	}
	if p["whatif"] != "" {
		q.all, q.left = readScenarios(p["whatif"])
	}
	if len(q.all) == 0 {
		first, err := firstScenario(about.Release, p["about"], area.Code(p["within"]))
		if err != nil {
			return q, err
		}
		q.all = []reach.Budget{first}
	}
	if at, ok := p["set"]; ok {
		return q, q.alter(at, p)
	}
	return q, nil
}

// alter changes the scenario whose form was sent.
func (q *whatIfQuery) alter(at string, p map[string]string) error {
	i, err := whole("set", at, 0, len(q.all)-1, 0)
	if err != nil {
		return err
	}
	n := [3]int{}
	for j, name := range []string{"budget", "cost", "minimum"} {
		// Amounts are written as people write them: 2.500.000.
		digits := strings.NewReplacer(".", "", ",", "", " ", "", "\u00a0", "").Replace(p[name])
		if n[j], err = whole(name, digits, []int{1, 1, 0}[j], []int{1e15 - 1, 1e15 - 1, 1e9 - 1}[j], []int{1, 1, 0}[j]); err != nil {
			return err
		}
	}
	q.all[i] = reach.Budget{Programme: p["programme"], Budget: target.Rupiah(n[0]), UnitCost: target.Rupiah(n[1]), Rule: target.Rule(p["rule"]), MinimumPerDistrict: n[2], Within: area.Code(p["where"])}
	return nil
}

// values are the question as an address has it.
func (q *whatIfQuery) values() url.Values {
	v := url.Values{"whatif": {writeScenarios(q.all)}, "by": {string(q.Level)}, "lang": {q.Lang}}
	if q.View != "" {
		v.Set("view", q.View)
	}
	return v
}

// whatIf answers with the scenarios, in HTML.
func (s *Server) whatIf(w http.ResponseWriter, r *http.Request, about *listing) error {
	if r.URL.Query().Has("set") {
		return sendToAltered(w, r, about)
	}
	if about.pageKnown(w, r) {
		return nil
	}
	return s.render(w, r, about, whatIfSheet, whatIfWords, func(r *http.Request, e *edition) (tolerant, error) {
		q, err := whatIfQueryOf(r, about)
		if err != nil {
			return nil, err
		}
		return newWhatIfPage(e, about, q)
	})
}

// sendToAltered answers the form of a scenario: its address is another.
func sendToAltered(w http.ResponseWriter, r *http.Request, about *listing) error {
	q, err := whatIfQueryOf(r, about)
	if err != nil {
		return err
	}
	w.Header().Set("Location", fmt.Sprintf("/tables/%d/whatif?%s", about.ID, q.values().Encode()))
	w.Header().Set("Cache-Control", "no-cache")
	w.WriteHeader(http.StatusSeeOther)
	return nil
}

var whatIfSheet = pageOf("whatif.html")

// A whatIfPage is what the template is filled with.
type whatIfPage struct {
	*tablePage
	query      whatIfQuery
	Programmes []choice
	Scenarios  []*scenario
}

// A scenario is a budget and what sharing it is expected to do.
type scenario struct {
	reach.Budget
	At      int
	Name    string
	Found   *reach.Allocation
	Refusal string // why there is none
	Reached *estimate
	Against string // held against the first
}

// Title heads the page.
func (p *whatIfPage) Title() string {
	return p.Say("What if a budget were shared?", "Bagaimana jika anggaran dibagi?")
}

// Ways lead to other pages.
func (p *whatIfPage) Ways() []choice {
	return []choice{{p.Page(), p.Say("To the page", "Ke halaman")}, {p.Tables(), p.Say("Tables", "Tabel")}}
}

// An estimate is a number of families with the range that holds 95 % of the draws.
type estimate struct{ Value, Low, High float64 }

func newWhatIfPage(e *edition, about *listing, q whatIfQuery) (*whatIfPage, error) {
	p := &whatIfPage{tablePage: blankPage(e, q.tableQuery), query: q}
	for _, part := range q.left {
		p.drop([]string{"whatif=" + short(part)})
	}
	for _, id := range budgetable(about.Release) {
		p.Programmes = append(p.Programmes, choice{id, p.programme(id, about)})
	}
	for i, b := range q.all {
		s := &scenario{Budget: b, At: i, Name: p.Say("Scenario ", "Skenario ") + string(rune('A'+i))}
		found, err := e.ground.Allocate(b)
		switch wrong := new(poverty.InputError); {
		case b.Budget < b.UnitCost:
			s.Refusal = p.Say("The budget is smaller than the cost of one package.", "Anggaran lebih kecil daripada biaya satu paket.")
		case errors.As(err, &wrong):
			s.Refusal = p.Text(inSentences(wrong))
		case err != nil:
			return nil, err
		default:
			s.Found, s.Reached = found, newlyReached(found)
		}
		p.Scenarios = append(p.Scenarios, s)
	}
	for _, s := range p.Scenarios[1:] {
		s.Against = p.against(p.Scenarios[0], s)
	}
	return p, nil
}

// newlyReached is how many eligible families are expected to be reached who are
// not today. Exclusion error is missed ÷ eligible, so its fall says how many of the missed.
func newlyReached(a *reach.Allocation) *estimate {
	e := a.ExclusionError
	if e.Before == nil || *e.Before == 0 || e.After == nil || e.Range == nil {
		return nil
	}
	missed := 0
	for _, v := range a.Areas {
		missed += v.Missed
	}
	of := func(err float64) float64 { return max(0, float64(missed)*(1 - err / *e.Before)) }
	return &estimate{of(*e.After), of(e.Range[1]), of(e.Range[0])}
}

// against holds a scenario against the first, where both share a budget for the same families.
func (p *whatIfPage) against(first, s *scenario) string {
	if first.Reached == nil || s.Reached == nil || first.Programme != s.Programme || first.Within != s.Within {
		return ""
	}
	more := int(math.Round(s.Reached.Value) - math.Round(first.Reached.Value))
	n, than := p.Count(max(more, -more)), first.Name
	text := p.Say("Reaches as many as "+than+".", "Menjangkau sama banyak seperti "+than+".")
	switch {
	case more > 0:
		text = p.Say("Reaches "+n+" more eligible families than "+than+".", "Menjangkau "+n+" keluarga berhak lebih banyak daripada "+than+".")
	case more < 0:
		text = p.Say("Reaches "+n+" fewer eligible families than "+than+".", "Menjangkau "+n+" keluarga berhak lebih sedikit daripada "+than+".")
	}
	if more != 0 && s.Reached.Low <= first.Reached.High && s.Reached.High >= first.Reached.Low {
		text += p.Say(" The ranges overlap: this difference is not certain.", " Rentangnya bertumpang tindih: perbedaan ini belum pasti.")
	}
	return text
}

// Estimate writes a number of families with its range.
func (p *whatIfPage) Estimate(e *estimate) string {
	if e == nil {
		return p.Say("not known", "belum diketahui")
	}
	value, low, high := p.Count(int(math.Round(e.Value))), p.Count(int(math.Round(e.Low))), p.Count(int(math.Round(e.High)))
	if low == high {
		return target.About.Sign() + value
	}
	return target.About.Sign() + value + " (" + low + "–" + high + ")"
}

// Money writes an amount of rupiah.
func (p *whatIfPage) Money(n target.Rupiah) string { return "Rp\u00a0" + p.Count(int(n)) }

// Amount writes an amount as it stands in a field.
func (p *whatIfPage) Amount(n target.Rupiah) string { return p.Count(int(n)) }

// Villages counts those that get something.
func (p *whatIfPage) Villages(a *reach.Allocation) (n int) {
	for _, v := range a.Areas {
		if v.Packages > 0 {
			n++
		}
	}
	return n
}

// Unused are the packages that find no family.
func (p *whatIfPage) Unused(a *reach.Allocation) int { return a.Packages - a.Given }

// Effect writes what becomes of an error: before → after (range).
func (p *whatIfPage) Effect(e reach.Effect) string {
	now, then := p.Say("now ", "kini "), p.Say(" → then ", " → menjadi ")
	switch {
	case e.Before == nil:
		return p.Say("not known", "belum diketahui")
	case e.After == nil:
		return p.Say("not known; ", "belum diketahui; ") + now + p.Share(*e.Before)
	case e.Range == nil:
		return now + p.Share(*e.Before) + then + p.Share(*e.After)
	}
	low := p.printer.Sprint(number.Decimal(100*e.Range[0], number.Scale(1)))
	return now + p.Share(*e.Before) + then + p.Share(*e.After) + " (" + low + "–" + p.Share(e.Range[1]) + ")"
}

// RuleName names how a budget is shared.
func (p *whatIfPage) RuleName(r string) string {
	words := map[string][2]string{
		"gap": {"By the gap", "Menurut kesenjangan"}, "poorest_first": {"Poorest first", "Termiskin dahulu"}, "equal_share": {"Equal shares", "Sama rata"},
	}[r]
	return p.Say(words[0], words[1])
}

// Rules lists them.
func (p *whatIfPage) Rules() []string { return []string{"gap", "poorest_first", "equal_share"} }

// Whatif returns the scenarios as an address says them.
func (p *whatIfPage) Whatif() string { return writeScenarios(p.query.all) }

// A sharing is what one place gets in each scenario; nil where a scenario does not count it.
type sharing struct {
	Code, Name, Parent string
	Missed             int
	Gets               []*int
}

// Sharings lists what each village or district gets, most in the first scenario first.
func (p *whatIfPage) Sharings() []*sharing {
	found := map[string]*sharing{}
	for i, s := range p.Scenarios {
		if s.Found == nil {
			continue
		}
		missed := map[string]int{}
		for _, v := range s.Found.Areas {
			code, name, parent := v.Code, v.Name, p.Named(v.District)
			if p.Level == area.District {
				code, name, parent = v.District, p.Named(v.District), ""
			}
			row := found[code]
			if row == nil {
				row = &sharing{Code: code, Name: name, Parent: parent, Gets: make([]*int, len(p.Scenarios))}
				found[code] = row
			}
			if row.Gets[i] == nil {
				row.Gets[i] = new(int)
			}
			*row.Gets[i] += v.Packages
			missed[code] += v.Missed
			row.Missed = max(row.Missed, missed[code])
		}
	}
	var all []*sharing
	for _, row := range found {
		all = append(all, row)
	}
	slices.SortFunc(all, func(a, b *sharing) int {
		for i := range a.Gets {
			if d := cmp.Compare(got(b.Gets[i]), got(a.Gets[i])); d != 0 {
				return d
			}
		}
		return cmp.Or(cmp.Compare(b.Missed, a.Missed), cmp.Compare(a.Code, b.Code))
	})
	return all
}

// got is what a place gets, less than nothing where it is not counted.
func got(n *int) int {
	if n == nil {
		return -1
	}
	return *n
}

// Gets says whether any scenario gives a place something.
func (s *sharing) GetsAny() bool {
	return slices.ContainsFunc(s.Gets, func(n *int) bool { return got(n) > 0 })
}

// Getting writes what a place gets.
func (p *whatIfPage) Getting(n *int) string {
	if n == nil {
		return p.Say("outside", "di luar wilayah")
	}
	return p.Count(*n)
}

// Same says whether all scenarios are for the same programme: only then one number is missed.
func (p *whatIfPage) Same() bool {
	return !slices.ContainsFunc(p.Scenarios, func(s *scenario) bool { return s.Programme != p.Scenarios[0].Programme })
}

// LeftOut lists the villages that no scenario could count.
func (p *whatIfPage) LeftOut() []string {
	var all []string
	for _, s := range p.Scenarios {
		if s.Found != nil {
			all = append(all, s.Found.LeftOut...)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Link returns the address of this page with one part changed.
func (p *whatIfPage) Link(name, value string) string {
	v := p.query.values()
	v.Set(name, value)
	return fmt.Sprintf("/tables/%d/whatif?%s", p.Release.ID, v.Encode())
}

// Without returns the address of this page without one scenario.
func (p *whatIfPage) Without(at int) string {
	return p.Link("whatif", writeScenarios(slices.Delete(slices.Clone(p.query.all), at, at+1)))
}

// More returns the address of this page with one scenario more, "" where there is no room.
func (p *whatIfPage) More() string {
	all := p.query.all
	if len(all) == mostScenarios {
		return ""
	}
	return p.Link("whatif", writeScenarios(append(slices.Clone(all), all[len(all)-1])))
}

// Page returns the address of the page with the same scenarios.
func (p *whatIfPage) Page() string {
	v := p.view()
	v.Set("whatif", p.Whatif())
	v.Set("by", "")
	if p.Level != area.Village {
		v.Set("by", string(p.Level))
	}
	return p.pageLink(v)
}

// Tables returns the address of the tables of the programme of the first scenario.
func (p *whatIfPage) Tables() string {
	v := url.Values{"about": {p.query.all[0].Programme}, "lang": {p.Lang}}
	if within := p.query.all[0].Within; within != "" {
		v.Set("within", string(within))
	}
	return fmt.Sprintf("/tables/%d?%s", p.Release.ID, p.carry(v).Encode())
}

// WhatIf returns the address of scenarios about what a table shows.
func (p *tablePage) WhatIf() string {
	v := p.carry(url.Values{"lang": {p.Lang}, "about": {p.tableQuery.About}})
	if p.Within != "" {
		v.Set("within", string(p.Within))
	}
	return fmt.Sprintf("/tables/%d/whatif?%s", p.Release.ID, v.Encode())
}
