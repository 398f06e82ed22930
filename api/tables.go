package api

import (
	"cmp"
	"embed"
	"fmt"
	"html/template"
	"maps"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"tepat/geo/area"
	"tepat/geo/disclose"
	"tepat/geo/poverty"
	"tepat/geo/reach"
	"tepat/geo/stat"
	"tepat/geo/target"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"
)

// The tables are the page for those who have no JavaScript, no WebGL, a screen
// reader or a thin line: the same figures, as HTML that the server renders.

//go:embed tables/*.html tables/style.css
var tableFiles embed.FS

var (
	tableSheet  = pageOf("page.html")
	troublePage = template.Must(template.ParseFS(tableFiles, "tables/trouble.html"))
	tableStyle  = must(tableFiles.ReadFile("tables/style.css"))
	tableStyled = tag(string(tableStyle))
)

// pageOf returns the template of a page that has the head of all.
func pageOf(name string) *template.Template {
	dash := func(s string) string { return cmp.Or(s, "–") }
	return template.Must(template.New(name).Funcs(template.FuncMap{"dash": dash}).ParseFS(tableFiles, "tables/head.html", "tables/"+name))
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err) // it is part of the program
	}
	return v
}

// tablesStyle answers with the style sheet of the tables.
func (s *Server) tablesStyle(w http.ResponseWriter, r *http.Request) error {
	if told(w, r, tableStyled, "no-cache") {
		return nil
	}
	write(w, r, "text/css; charset=utf-8", tableStyle)
	return nil
}

// tablesOf leads to the tables of the latest release.
func (s *Server) tablesOf(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Location", (&url.URL{Path: "/tables/latest", RawQuery: r.URL.RawQuery}).String())
	w.Header().Set("Cache-Control", "no-cache")
	w.WriteHeader(http.StatusTemporaryRedirect)
	return nil
}

// A tableQuery is what a table is asked for.
type tableQuery struct {
	About     string // a programme, strategy_a, …, any, or an indicator
	Level     area.Level
	Within    area.Code
	Threshold float64
	Lang      string    // id or en
	With      string    // a measure of poverty beside coverage; "" for none
	Kept      pairClass // of those two, the one whose places are kept
	Measure   string    // the indicator of a programme that the map shows; "" for the share missed
	Basis     int64     // the release whose figures are parted; 0 is the one shown
	Only      string    // the class, by its place from 1, or the state whose places are kept; "" for all
	Method    string    // how the map's classes are parted
	Classes   int       // into how many
	Parted    string    // the level whose figures are parted; "" for that of the table
	Target    float64   // around what, where they diverge; 0 is the mean
	View      string    // what the map's address says, carried along for the way back
}

// tableWords are those of an address of the tables: what hangs on another comes after it.
var tableWords = []string{"lang", "about", "level", "within", "threshold", "with", "class", "measure", "basis", "method", "classes", "target", "only", "view"}

// tableQueryOf reads the question; what is left out has a default.
func tableQueryOf(r *http.Request, about *listing) (q tableQuery, err error) {
	p, err := query(r, tableWords...)
	if err != nil {
		return q, err
	}
	q = tableQuery{About: p["about"], Level: area.Level(cmp.Or(p["level"], string(area.Village))), Within: area.Code(p["within"]), Threshold: 0.7, Lang: cmp.Or(p["lang"], "id"), View: p["view"]}
	if t := p["threshold"]; t != "" {
		if q.Threshold, err = writtenShare(t); err != nil {
			return q, bad("threshold is a share from 0 to 1, not %q", t)
		}
	}
	switch {
	case q.Lang != "id" && q.Lang != "en":
		return q, bad("lang is id or en, not %q", q.Lang)
	case q.Level != area.Village && q.Level != area.District:
		return q, bad("level is village or district, not %q", q.Level)
	}
	if q.About == "" {
		q.About = about.first()
	}
	if about.measure(q.About) < 0 {
		return q, bad("about names a programme, a strategy, any or an indicator of the release, not %q", q.About)
	}
	if err := checkView(q.View); err != nil {
		return q, err
	}
	if p, err = q.measured(about, p); err != nil {
		return q, err
	}
	if err := q.part(about.Indicators[q.shows(about)].Indicator, p); err != nil {
		return q, err
	}
	return q, q.pair(about, p["with"], p["class"])
}

// pair reads what stands beside coverage. Where a table is about something else
// nothing does: who turns the form to another figure leaves it behind.
func (q *tableQuery) pair(about *listing, with, class string) (err error) {
	if with == "" || !about.isReach(q.About) {
		return nil
	}
	if !slices.ContainsFunc(beside(about.Release), func(i poverty.Indicator) bool { return i.ID == with }) {
		return bad("with names a measure of poverty of the release, not %q", with)
	}
	q.With = with
	q.Kept, err = readPairClass(class)
	return err
}

// part reads how the classes are parted. Who turns the form to another figure
// leaves behind what that does not have.
func (q *tableQuery) part(in poverty.Indicator, p map[string]string) error {
	p = maps.Clone(p)
	if p["method"] == byThresholds && in.Thresholds == nil {
		delete(p, "method")
	}
	if p["method"] != byCentre {
		delete(p, "target")
	}
	if v, err := writtenShare(p["target"]); err == nil && in.Unit == poverty.UnitShare {
		p["target"] = decimal(v)
	}
	var of classQuestion
	err := of.read(in, p)
	q.Method, q.Classes, q.Target = of.method, of.classes, of.target
	return err
}

// isReach says whether a table is about whom a programme, or several, reach.
func (about *listing) isReach(of string) bool { return indexOf(about.Release, "coverage_"+of) >= 0 }

// first is what a table is about where nobody says: what the page opens with.
func (about *listing) first() string {
	i := about.opening()
	if i < 0 {
		return ""
	}
	in := about.Indicators[i].Indicator
	if of := in.Programme + in.Group; in.ID == "gap_"+of && about.isReach(of) {
		return of
	}
	return in.ID
}

// opening is the place of the indicator that a first visitor sees, whom help misses most; -1 where
// there is none. web/src/question.ts says the same, and web/test/opening.json holds both to it.
func (about *listing) opening() int {
	gap := func(programme string) int {
		return slices.IndexFunc(about.Indicators, func(i poverty.ReleasedIndicator) bool {
			return strings.HasPrefix(i.ID, "gap_") && i.Programme+i.Group != "" && (programme == "" || i.Programme == programme)
		})
	}
	for _, i := range []int{gap("pkh"), gap("")} {
		if i >= 0 {
			return i
		}
	}
	return min(len(about.Indicators), 1) - 1
}

// measure returns the place of the indicator that a table and its map show:
// coverage, where it is about a programme or several; −1 where there is none.
func (about *listing) measure(of string) int {
	for _, id := range []string{"coverage_" + of, of} {
		if i := indexOf(about.Release, id); i >= 0 {
			return i
		}
	}
	return -1
}

// table answers with the table, in HTML.
func (s *Server) table(w http.ResponseWriter, r *http.Request, about *listing) error {
	if about.pageKnown(w, r) {
		return nil
	}
	return s.render(w, r, about, tableSheet, tableWords, func(r *http.Request, e *edition) (tolerant, error) {
		q, err := tableQueryOf(r, about)
		if err != nil {
			return nil, err
		}
		basis, err := s.basisEdition(r, e, about, q)
		if err != nil {
			return nil, err
		}
		return newTablePage(e, basis, about, q)
	})
}

// A tablePage is what the template is filled with.
type tablePage struct {
	tableQuery
	Release   poverty.Release
	Indicator poverty.Indicator
	Regency   string
	MadeUp    bool // the regency and all in it
	Districts []area.Area
	Choices   []choiceGroup
	Answer    *reach.Answer    // where the table is about programmes
	Targeting *reach.Targeting // where it is about one
	Rows      []tableRow       // where it is not
	Scale     mapScale
	Pair      *pairing // where two measures are looked at
	Measures  []poverty.Indicator
	Dropped   []string // parts of the address that the release does not know
	Chosen    string   // code of the place that the view has chosen, of those that the table lists
	ordering  ordering
	edition   *edition
	printer   *message.Printer
	names     map[string]string
}

// A choiceGroup is some of what a table can be about.
type choiceGroup struct {
	Name    string
	Options []choice
}

type choice struct{ Value, Name string }

// A tableRow is an area with its figure.
type tableRow struct {
	Area   area.Area
	Parent string
	Figure disclose.Figure
}

// newTablePage fills a page; its classes are those of the basis.
func newTablePage(e, basis *edition, about *listing, q tableQuery) (*tablePage, error) {
	at := about.measure(q.About)
	p := blankPage(e, q)
	p.Indicator = about.Indicators[at].Indicator
	areas := e.Release().Areas()
	p.choose(about)
	p.pick()
	scale, err := scaleOf(e, basis, about, q)
	if err != nil {
		return nil, err
	}
	p.Scale = scale
	if p.Indicator.ID == "coverage_"+q.About {
		a, err := e.ground.UnderCovered(reach.Question{By: string(q.Level), Programme: q.About, Within: q.Within, Threshold: q.Threshold, Limit: limitPlaces})
		if err != nil {
			return nil, worded(err)
		}
		p.Answer, p.Measures, p.ordering = a, beside(about.Release), ofPlaces
		if q.With != "" {
			p.Pair = pairUp(e.Release(), at, indexOf(about.Release, q.With))
		}
		if t, err := reach.NewTargeting(e.about, q.About); err == nil {
			p.Targeting = t
		}
		return p, nil
	}
	p.ordering = ofFigures
	found, err := e.areas(areaQuestion{level: q.Level, within: string(q.Within), by: byCode})
	if err != nil {
		return nil, err
	}
	for _, i := range found {
		a := areas.At(i)
		if p.Scale.keeps(a) {
			p.Rows = append(p.Rows, tableRow{a.Area(), p.names[string(a.Area().Parent)], a.Figure(at)})
		}
	}
	slices.SortFunc(p.Rows, figureOrder(p.sortedBy(), q.Lang))
	return p, nil
}

// blankPage returns a page that speaks a language and knows the names of places.
func blankPage(e *edition, q tableQuery) *tablePage {
	tags := map[string]language.Tag{"id": language.Indonesian, "en": language.English}
	p := &tablePage{tableQuery: q, Release: e.about, edition: e, printer: message.NewPrinter(tags[q.Lang]), names: map[string]string{}}
	for i := range e.Release().Areas().Len() {
		a := e.Release().Areas().At(i).Area()
		p.names[string(a.Code)] = a.Name
		switch a.Level {
		case area.Regency:
			p.Regency, p.MadeUp = a.Name, p.MadeUp || madeUp(a)
		case area.District:
			p.Districts = append(p.Districts, a)
		}
	}
	return p
}

// madeUp says whether an area is the regency that tepat demo and tepat synth make up: it has a code
// that no regency has, and a name that says so. The page knows it by the same.
func madeUp(a area.Area) bool { return a.Code == "64.69" && a.Name == "Kabupaten Contoh" }

// choose lists what a table can be about: programmes and groups of them first.
func (p *tablePage) choose(about *listing) {
	programmes := choiceGroup{Name: p.Say("Families not reached", "Keluarga belum terjangkau")}
	others := choiceGroup{Name: p.Say("Other figures", "Angka lain")}
	for _, i := range about.Indicators {
		of, coverage := strings.CutPrefix(i.ID, "coverage_")
		if coverage {
			programmes.Options = append(programmes.Options, choice{of, p.programme(of, about)})
		}
		// Coverage and gap stand in the ranking; who asked for one finds it chosen.
		if i.ID == p.tableQuery.About || !coverage && !strings.HasPrefix(i.ID, "gap_") {
			others.Options = append(others.Options, choice{i.ID, p.Text(i.Name)})
		}
	}
	for _, g := range []choiceGroup{programmes, others} {
		if len(g.Options) > 0 {
			p.Choices = append(p.Choices, g)
		}
	}
}

// programme names a programme, or a group of them.
func (p *tablePage) programme(of string, about *listing) string {
	for _, known := range about.Programmes {
		if known.ID == of {
			return p.Text(known.Name)
		}
	}
	if letter, ok := strings.CutPrefix(of, "strategy_"); ok {
		letter = strings.ToUpper(letter)
		return p.Say("Programmes of strategy "+letter, "Program strategi "+letter)
	}
	return p.Say("Any programme", "Program apa pun")
}

// Say returns the text in the language of the page.
func (p *tablePage) Say(en, id string) string {
	if p.Lang == "en" {
		return en
	}
	return id
}

// Text returns the text in the language of the page.
func (p *tablePage) Text(t poverty.Text) string { return p.Say(t.EN, t.ID) }

// Subject names what the table is about.
func (p *tablePage) Subject() string {
	for _, g := range p.Choices {
		for _, c := range g.Options {
			if c.Value == p.tableQuery.About {
				return c.Name
			}
		}
	}
	return p.Text(p.Indicator.Name)
}

// Title heads the page.
func (p *tablePage) Title() string { return p.Subject() }

// Ways lead to other pages, first of all to the map.
func (p *tablePage) Ways() []choice {
	return []choice{{p.Page(), p.Say("To the map", "Ke peta")}, {p.Compare(), p.Say("Compare", "Bandingkan")}, {p.WhatIf(), p.Say("Simulate a budget", "Simulasi anggaran")}, {p.Poverty(), p.Say("Poverty", "Kemiskinan")}}
}

// Count writes a whole number as the language does.
func (p *tablePage) Count(n int) string { return p.printer.Sprint(number.Decimal(n)) }

// Date writes a day, 2025-06-30, as the language does; text that is none stays.
func (p *tablePage) Date(iso string) string {
	day, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return iso
	}
	months := [...]string{"Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"}
	return fmt.Sprintf("%d %s %d", day.Day(), p.Say(day.Month().String(), months[day.Month()-1]), day.Year())
}

// Told writes a count that may be withheld.
func (p *tablePage) Told(n *int) string {
	if n == nil {
		return p.Say("withheld", "disamarkan")
	}
	return p.Count(*n)
}

// KeptNote says how many places keep the figures of the release before, and why.
func (p *tablePage) KeptNote() string {
	plan := p.Release.Plan
	return p.Count(plan.Kept) + p.Say(" places keep the figures of the release before, as none of them has changed by more than ", " tempat memakai angka rilis sebelumnya karena tidak satu pun angkanya berubah lebih dari ") +
		p.Count(plan.KeptWithin) + p.Say(" families.", " keluarga.")
}

// Share writes a share in per cent, to a tenth.
func (p *tablePage) Share(v float64) string {
	return p.printer.Sprint(number.Decimal(100*v, number.Scale(1))) + "%"
}

// InField writes a share as it stands in a field.
func (p *tablePage) InField(v float64) string {
	return p.printer.Sprint(number.Decimal(100*v, number.MaxFractionDigits(4))) + "%"
}

// Interval writes the ends of a share's interval.
func (p *tablePage) Interval(v [2]float64) string {
	return p.printer.Sprint(number.Decimal(100*v[0], number.Scale(0))) + "–" + p.printer.Sprint(number.Decimal(100*v[1], number.Scale(0))) + "%"
}

// Ranks writes a range of ranks.
func (p *tablePage) Ranks(v *[2]int) string {
	if v == nil {
		return p.Say("not told", "tidak dipastikan")
	}
	if v[0] == v[1] {
		return p.Count(v[0])
	}
	return p.Count(v[0]) + "–" + p.Count(v[1])
}

// Named returns the name of an area by its code; the code where it has none.
func (p *tablePage) Named(code string) string { return cmp.Or(p.names[code], code) }

// Value writes a figure of the page's indicator, or why there is none.
func (p *tablePage) Value(f disclose.Figure) string { return p.told(f, p.Indicator.Unit) }

// told writes a figure in its unit, or why there is none.
func (p *tablePage) told(f disclose.Figure, unit string) string {
	switch f.State() {
	case disclose.Withheld:
		return p.Say("withheld", "disamarkan")
	case disclose.NoData:
		return p.Say("no data", "tidak ada data")
	}
	if i, ok := wilson(f, noiseOf(p.Release)); ok && unit == poverty.UnitShare && stat.Insufficient(int(f.Denominator()), noiseOf(p.Release), i) {
		return p.Say("insufficient data", "data belum cukup")
	}
	sign := boundOf(f.Bound()).Sign()
	if unit == poverty.UnitShare {
		return sign + p.Share(f.Value())
	}
	return sign + p.Count(int(f.Numerator()))
}

// Parts writes what a share of the page's indicator was made of.
func (p *tablePage) Parts(f disclose.Figure) string { return p.parts(f, p.Indicator.Unit) }

func (p *tablePage) parts(f disclose.Figure, unit string) string {
	if !f.Shown() || unit != poverty.UnitShare {
		return ""
	}
	return p.Count(int(f.Numerator())) + p.Say(" of ", " dari ") + p.Count(int(f.Denominator()))
}

// Class writes what a class of the map holds.
func (p *tablePage) Class(c mapClass) string {
	write := func(v float64) string {
		if p.Scale.IsShare() {
			return p.Share(v)
		}
		return p.Count(int(math.Ceil(v)))
	}
	switch {
	case c.State == disclose.Zero:
		return p.Say("zero", "nol")
	case c.State == disclose.NoData:
		return p.Say("no data", "tidak ada data")
	case c.State == disclose.Withheld:
		return p.Say("withheld", "disamarkan")
	case c.First() && c.Last():
		return p.Say("more than zero", "lebih dari nol")
	case c.UpTo && c.Last():
		return p.Say("more than "+write(c.From), "lebih dari "+write(c.From))
	case c.UpTo && c.First():
		return p.Say("up to "+write(c.Below), "sampai "+write(c.Below))
	case c.UpTo:
		return p.Say("more than "+write(c.From)+", up to "+write(c.Below), "lebih dari "+write(c.From)+", sampai "+write(c.Below))
	case c.Last():
		return p.Say(write(c.From)+" or more", write(c.From)+" atau lebih")
	case c.First():
		return p.Say("below "+write(c.Below), "di bawah "+write(c.Below))
	}
	return p.Say(write(c.From)+" to below "+write(c.Below), write(c.From)+" sampai di bawah "+write(c.Below))
}

// Source writes where figures come from.
func (p *tablePage) Source(s poverty.Source) string {
	kinds := map[string][2]string{"areas": {"areas", "wilayah"}, "households": {"register", "basis data"}, "recipients": {"list of recipients", "daftar penerima"}}
	text := p.Say(kinds[s.Kind][0], kinds[s.Kind][1]) + " " + p.sourceName(s)
	if s.AsOf != "" {
		text += ", " + p.Say("as of", "per") + " " + p.Date(s.AsOf)
	}
	return text + ", " + p.Count(s.Rows) + " " + p.Say("rows", "baris")
}

// sourceName names what a source is of: a programme, a level of areas, or else a registry by its letters.
func (p *tablePage) sourceName(s poverty.Source) string {
	return p.titleOf(s.Kind, s.Name)
}

// Rated writes a rate with its interval.
func (p *tablePage) Rated(s *reach.Share) string {
	switch {
	case s == nil:
		return "–"
	case s.Insufficient:
		return p.Say("insufficient data", "data belum cukup")
	}
	return p.Bounded(s.Bound, p.Share(s.Share)) + " (" + p.Interval(s.Interval) + ")"
}

// Around returns what the field said of the place that the table is within and of what
// it lies in; of all areas where it is within none.
func (p *tablePage) Around(said []reach.OfArea) (out []reach.OfArea) {
	for _, r := range said {
		if p.Within == "" || strings.HasPrefix(string(p.Within)+".", r.Area+".") {
			out = append(out, r)
		}
	}
	return out
}

// Found writes what the field said, with its interval, of how many families and when.
func (p *tablePage) Found(kind string, r reach.OfArea) string {
	text := p.Say("about ", "sekitar ") + p.Count(int(r.Value)) + " (" + p.Count(int(r.Interval[0])) + "–" + p.Count(int(r.Interval[1])) + ")" + p.Say(" families", " keluarga")
	if kind == poverty.VerifiedExclusionError {
		text = p.printer.Sprint(number.Decimal(100*r.Value, number.Scale(0))) + "% (" + p.Interval(r.Interval) + ")" + p.Say(" of the eligible are missed", " dari yang berhak terlewat")
	}
	return text + ", " + p.Count(r.Families) + p.Say(" families, ", " keluarga, ") + p.Date(r.AsOf)
}

// Part writes a share that may be missing, with its bound.
func (p *tablePage) Part(b target.Bound, share *float64) string {
	if share == nil {
		return "–"
	}
	return b.Sign() + p.Share(*share)
}

// Number writes an index that may be missing, with its bound.
func (p *tablePage) Number(b target.Bound, x *float64) string {
	if x == nil {
		return "–"
	}
	return b.Sign() + p.printer.Sprint(number.Decimal(*x, number.Scale(2)))
}

// Between writes the 95 % interval of a share of the page's indicator.
func (p *tablePage) Between(f disclose.Figure) string { return p.between(f, p.Indicator.Unit) }

func (p *tablePage) between(f disclose.Figure, unit string) string {
	i, ok := wilson(f, noiseOf(p.Release))
	if !ok || unit != poverty.UnitShare {
		return ""
	}
	return p.Interval([2]float64{i.Low, i.High})
}

// HotSpot names what the test for unusual places found.
func (p *tablePage) HotSpot(label string) string {
	words := map[string][2]string{
		"hot":          {"hot spot", "kantong terlewat"},
		"cold":         {"cold spot", "kantong terjangkau"},
		"hot_outlier":  {"many missed here, few around", "banyak terlewat di sini, sedikit di sekitarnya"},
		"cold_outlier": {"few missed here, many around", "sedikit terlewat di sini, banyak di sekitarnya"},
		"not_tested":   {"not tested", "tidak diuji"},
	}
	if w, ok := words[label]; ok {
		return p.Say(w[0], w[1])
	}
	return "–"
}

// Shown names what the map shows: what the table ranks by.
func (p *tablePage) Shown() string {
	if p.Scale.missed {
		return p.Say("Share of eligible families missed", "Bagian keluarga berhak yang terlewat")
	}
	return p.Text(p.Measured().Name)
}

// Among says which areas the legend counts.
func (p *tablePage) Among() string {
	if p.Within == "" {
		return p.Say("Classes of all areas", "Kelas untuk semua wilayah")
	}
	name := p.Named(string(p.Within))
	return p.Say("Classes of all areas, counted in "+name, "Kelas untuk semua wilayah, dihitung di "+name)
}

// Bounded writes a number or share of those missed with its bound.
func (p *tablePage) Bounded(b target.Bound, text string) string {
	return b.Sign() + text
}

// IsShare says whether the indicator is a share: a count has no parts.
func (p *tablePage) IsShare() bool { return p.Indicator.Unit == poverty.UnitShare }

// TooFew says below which numbers a figure is withheld.
func (p *tablePage) TooFew() string {
	text := p.Say("figures about fewer than ", "angka tentang kurang dari ") + p.Count(p.Release.K) + p.Say(" families", " keluarga")
	if plan := p.Release.Plan; plan != nil && plan.MinPersons > 0 {
		text += p.Say(" or ", " atau ") + p.Count(plan.MinPersons) + p.Say(" persons", " jiwa")
	}
	return text + p.Say(", and as many more as it takes that none of these can be had by subtraction.", ", dan sebanyak yang diperlukan agar tidak satu pun dapat dihitung dari selisih.")
}
