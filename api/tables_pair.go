package api

import (
	"math"
	"slices"

	"tepat/geo/area"
	"tepat/geo/disclose"
	"tepat/geo/reach"

	"golang.org/x/text/number"
)

// A pairCell is one of the nine classes as a table shows it.
type pairCell struct {
	Class          pairClass
	Colour         string
	Places, Missed int
	Kept           bool
}

// A pairLine is a row of the nine: one grade of poverty.
type pairLine struct {
	Third third
	Cells []pairCell
}

// Nine returns the classes with the villages in each, the poorest first.
func (p *tablePage) Nine() (lines []pairLine) {
	for _, row := range slices.Backward(p.Pair.povertyThirds) {
		line := pairLine{Third: row}
		for _, column := range p.Pair.coverageThirds {
			c := pairCell{Class: pairClass{row.Grade, column.Grade}}
			c.Colour, c.Kept = pairColours[c.Class], c.Class == p.Kept
			c.Places, c.Missed = p.countPair(func(class pairClass, state disclose.State) bool {
				return state == disclose.Value && class == c.Class
			})
			line.Cells = append(line.Cells, c)
		}
		lines = append(lines, line)
	}
	return lines
}

// Columns are the thirds of coverage.
func (p *tablePage) Columns() []third { return p.Pair.coverageThirds }

// Unpaired counts the villages that are in none of the nine, by why.
func (p *tablePage) Unpaired(why string) int {
	n, _ := p.countPair(func(_ pairClass, state disclose.State) bool { return state.String() == why })
	return n
}

// countPair counts the villages of the district asked for, or all, and the eligible families missed there.
func (p *tablePage) countPair(of func(pairClass, disclose.State) bool) (places, missed int) {
	q := p.tableQuery
	q.Level = area.Village
	for i := range p.edition.Release().Areas().Len() {
		a := p.edition.Release().Areas().At(i)
		if !p.edition.inTable(i, q) || !of(p.Pair.of(a)) {
			continue
		}
		places++
		if f := a.Figure(p.Pair.coverage); f.Shown() {
			missed += int(f.Denominator() - f.Numerator())
		}
	}
	return places, missed
}

// Beside is the measure of poverty beside coverage.
func (p *tablePage) Beside() string { return p.Text(p.Release.Indicators[p.Pair.poverty].Name) }

// Grade names a third.
func (p *tablePage) Grade(grade string) string {
	words := map[string][2]string{"low": {"low", "rendah"}, "mid": {"medium", "sedang"}, "high": {"high", "tinggi"}}[grade]
	return p.Say(words[0], words[1])
}

// ClassOf names one of the nine classes.
func (p *tablePage) ClassOf(c pairClass) string {
	return p.Say("Poverty "+p.Grade(c.Poverty)+", coverage "+p.Grade(c.Coverage), "Kemiskinan "+p.Grade(c.Poverty)+", cakupan "+p.Grade(c.Coverage))
}

// Bounds writes a third: < 55%, 55 – <65%, ≥ 65%; one that holds all is not bounded.
func (p *tablePage) Bounds(t third) string {
	say := func(v float64) string { return p.printer.Sprint(number.Decimal(100*v, number.MaxFractionDigits(1))) }
	switch open := [2]bool{math.IsInf(t.From, -1), math.IsInf(t.Below, 1)}; {
	case open[0] && open[1]:
		return ""
	case open[0]:
		return "< " + say(t.Below) + "%"
	case open[1]:
		return "≥ " + say(t.From) + "%"
	}
	return say(t.From) + " – <" + say(t.Below) + "%"
}

// A placeRow is a ranked place, with what stands beside its coverage.
type placeRow struct {
	reach.Place
	Class   pairClass
	Poverty disclose.Figure
}

// Places are the ranked places that the table keeps, in the order of the view.
func (p *tablePage) Places() (rows []placeRow) {
	for _, place := range p.Answer.Places {
		row := placeRow{Place: place}
		a := p.edition.Release().Areas().At(p.edition.place[area.Code(place.Code)])
		if p.Pair != nil {
			row.Class, _ = p.Pair.of(a)
			row.Poverty = a.Figure(p.Pair.poverty)
		}
		if (p.Kept == (pairClass{}) || row.Class == p.Kept) && (p.Pair != nil || p.Scale.keeps(a)) {
			rows = append(rows, row)
		}
	}
	order := placeOrder(p.sortedBy(), p.Lang)
	slices.SortStableFunc(rows, func(a, b placeRow) int { return order(a.Place, b.Place) })
	return rows
}

// KeptSum says how many families are missed in the class that is kept, and how much of all that is.
func (p *tablePage) KeptSum() string {
	missed, eligible, all := 0, 0, 0
	rows := p.Places()
	for _, r := range rows {
		missed, eligible = missed+r.Missed, eligible+r.Eligible
	}
	for _, r := range p.Answer.Places {
		all += r.Missed
	}
	n, m, e := p.Count(len(rows)), p.Count(missed), p.Count(eligible)
	n += " " + p.levelWords(string(p.Level)) + ": "
	text := p.Say(n+m+" of "+e+" eligible families there are missed", n+m+" dari "+e+" keluarga berhak di sana terlewat")
	if all > 0 {
		share := p.Share(float64(missed) / float64(all))
		text += p.Say(", "+share+" of the "+p.Count(all)+" known to be missed in this list", ", "+share+" dari "+p.Count(all)+" yang diketahui terlewat di daftar ini")
	}
	return text + "."
}

// Rate writes a share with why there is none, or what it is a bound of.
func (p *tablePage) Rate(f disclose.Figure) string {
	other := *p
	other.Indicator = p.Release.Indicators[p.Pair.poverty].Indicator
	return other.Value(f)
}
