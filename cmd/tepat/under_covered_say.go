package main

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"tepat/geo/reach"
	"tepat/geo/target"
)

// table writes the figures of the places in lines that a screen holds, below it
// in sentences why each is listed, then what is not in the order.
func (v *underCovered) table(a *reach.Answer) error {
	fmt.Fprintf(v.out, "%s\n", v.say(a.Headline))
	fmt.Fprintf(v.out, v.in("release %d, data as of %s\n\n", "rilis %d, data per %s\n\n"), a.Release, a.AsOf)
	if err := v.figures(a); err != nil {
		return err
	}
	v.sentences(a)
	if len(a.Places) < a.Total {
		fmt.Fprintf(v.out, v.in("\n%d of %d places are shown (--limit).\n", "\n%d dari %d tempat ditampilkan (--limit).\n"), len(a.Places), a.Total)
	}
	if a.Prior.Note != nil {
		fmt.Fprintf(v.out, "\n%s\n", v.say(*a.Prior.Note))
	}
	v.apart(a)
	return nil
}

func (v *underCovered) figures(a *reach.Answer) error {
	below := v.in("below ", "di bawah ") + v.whole(a.Threshold) + "%"
	head := v.in("#\tcode\tname\tin\teligible\treached\tmissed\tmissed %\t95%\texpected\t95%\t"+below+"\trank\tof gap\trunning\thot spot",
		"#\tkode\tnama\tdi\tberhak\tterjangkau\tterlewat\tterlewat %\t95%\tdiharapkan\t95%\t"+below+"\tperingkat\tdari semua\tkumulatif\tkantong")
	return table(v.out, head, func(row func(...any)) {
		for _, p := range a.Places {
			row(p.Position, p.Code, p.Name, a.Areas[p.Parent].Name, p.Eligible, sign(p.Bound, "≤ ", "≥ ")+strconv.Itoa(p.Reached), sign(p.Bound, "≥ ", "≤ ")+strconv.Itoa(p.Missed),
				v.share(p), v.interval(p.Wilson), v.percent(p.Expected), v.interval(p.Credible), v.percent(p.Below), fmt.Sprintf("%d–%d", p.Rank[0], p.Rank[1]),
				v.percent(p.OfGap), v.percent(p.Running), v.hotSpot(p.HotSpot))
		}
	})
}

// sign stands before a number that is a bound.
func sign(b target.Bound, atLeast, atMost string) string {
	return map[target.Bound]string{target.AtLeast: atLeast, target.AtMost: atMost, target.About: "± "}[b]
}

// sentences says why each place is listed, what of it is in doubt, and what a cluster is of.
func (v *underCovered) sentences(a *reach.Answer) {
	for _, p := range a.Places {
		said := []string{v.say(p.Why)}
		for _, d := range p.Doubts {
			said = append(said, v.say(d))
		}
		if len(p.Members) > 0 {
			said = append(said, v.in("Villages: ", "Desa dan kelurahan: ")+v.named(a, p.Members)+".")
		}
		if len(p.Cells) > 1 {
			said = append(said, v.in("Hexagons: ", "Heksagon: ")+strings.Join(p.Cells, " ")+".")
		}
		if test := v.test(p); test != "" {
			said = append(said, test)
		}
		fmt.Fprintf(v.out, "\n%d. %s: %s\n", p.Position, cmp.Or(p.Name, p.Code), strings.Join(said, " "))
	}
}

// test says what the test for unusual places found.
func (v *underCovered) test(p reach.Place) string {
	var parts []string
	for _, x := range []struct {
		name  string
		value *float64
	}{{"p", p.P}, {"q", p.Q}, {v.in("ratio to the rest", "rasio terhadap yang lain"), p.Ratio}} {
		if x.value != nil {
			parts = append(parts, x.name+" "+v.point(strconv.FormatFloat(*x.value, 'g', 2, 64)))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "(" + strings.Join(parts, ", ") + ")"
}

// apart lists by name what is not in the order, or was not tested.
func (v *underCovered) apart(a *reach.Answer) {
	for _, apart := range []struct {
		en, id string
		codes  []string
	}{
		{"withheld, too few families", "disamarkan, terlalu sedikit keluarga", a.Withheld}, {"no data", "tidak ada data", a.NoData},
		{"nobody eligible", "tidak ada keluarga berhak", a.NobodyEligible},
		{"not tested, fewer than three neighbours with figures", "tidak diuji, tetangga dengan angka kurang dari tiga", a.NotTested},
	} {
		if len(apart.codes) > 0 {
			fmt.Fprintf(v.out, "\n%s (%d): %s\n", v.in(apart.en, apart.id), len(apart.codes), v.named(a, apart.codes))
		}
	}
}

// named lists areas by code and name.
func (v *underCovered) named(a *reach.Answer, codes []string) string {
	var names []string
	for _, c := range codes {
		names = append(names, strings.TrimSpace(c+" "+a.Areas[c].Name))
	}
	return strings.Join(names, ", ")
}

// share writes the share missed, or that too few are eligible to say one.
func (v *underCovered) share(p reach.Place) string {
	if p.Insufficient {
		return v.in("insufficient data", "data belum cukup")
	}
	return sign(p.Bound, "≥ ", "≤ ") + v.percent(p.Share)
}

// interval writes the ends of a share in whole per cent.
func (v *underCovered) interval(i [2]float64) string {
	return fmt.Sprintf("%.0f–%.0f%%", 100*i[0], 100*i[1])
}

// whole writes a share in per cent with no more decimals than it has.
func (v *underCovered) whole(share float64) string {
	return v.point(strconv.FormatFloat(math.Round(1e6*share)/1e4, 'f', -1, 64))
}

// point writes a number's decimal point as the language does.
func (v *underCovered) point(number string) string {
	if v.language == "en" {
		return number
	}
	return strings.Replace(number, ".", ",", 1)
}

func (v *underCovered) hotSpot(h target.HotSpot) string {
	return map[target.HotSpot]string{
		target.Hot: v.in("hot spot", "kantong terlewat"), target.Cold: v.in("cold spot", "kantong terjangkau"), target.NotTested: v.in("not tested", "tidak diuji"),
		target.NotUnusual: v.in("not unusual", "tidak menonjol"), target.HotOutlier: v.in("unlike its surroundings: many", "lain dari sekitarnya: banyak"),
		target.ColdOutlier: v.in("unlike its surroundings: few", "lain dari sekitarnya: sedikit"),
	}[h]
}

// columns of a CSV. The state of a row is value, why a place has none, or total,
// the gap over all; release, as_of and threshold are the same in all.
var columns = strings.Fields(`position code name parent parent_name state eligible reached missed share bound
	wilson_low wilson_high insufficient expected credible_low credible_high below rank_best rank_worst of_gap running
	hot_spot p q ratio why doubts members release as_of programme by within threshold method`)

// csv writes the ranked places, behind them those that are not ranked, with the
// reason, and the sum of all.
func (v *underCovered) csv(w io.Writer, a *reach.Answer) error {
	out := csv.NewWriter(w)
	out.Write(columns)
	write := func(row map[string]string) {
		for name, value := range map[string]string{
			"release": strconv.FormatInt(a.Release, 10), "as_of": a.AsOf, "programme": a.Programme, "by": a.By, "within": a.Within,
			"threshold": decimal(a.Threshold), "method": string(a.Method),
		} {
			row[name] = value
		}
		fields := make([]string, len(columns))
		for i, name := range columns {
			fields[i] = row[name]
		}
		out.Write(fields)
	}
	for _, p := range a.Places {
		write(v.row(a, p))
	}
	for _, apart := range []struct {
		state string
		codes []string
	}{{"withheld", a.Withheld}, {"no_data", a.NoData}, {"nobody_eligible", a.NobodyEligible}} {
		for _, code := range apart.codes {
			is := a.Areas[code]
			write(map[string]string{"code": code, "name": text(is.Name), "parent": is.Parent, "parent_name": text(a.Areas[is.Parent].Name), "state": apart.state})
		}
	}
	write(map[string]string{
		"name": v.say(a.Gap.Name), "state": "total", "eligible": strconv.Itoa(a.Gap.Eligible), "reached": strconv.Itoa(a.Gap.Eligible - a.Gap.NotReached),
		"missed": strconv.Itoa(a.Gap.NotReached), "bound": string(a.Gap.Bound), "why": v.say(a.Headline),
	})
	out.Flush()
	return out.Error()
}

// row returns the columns of a ranked place.
func (v *underCovered) row(a *reach.Answer, p reach.Place) map[string]string {
	var doubts []string
	for _, d := range p.Doubts {
		doubts = append(doubts, v.say(d))
	}
	return map[string]string{
		"position": strconv.Itoa(p.Position), "code": p.Code, "name": text(p.Name), "parent": p.Parent, "parent_name": text(a.Areas[p.Parent].Name), "state": "value",
		"eligible": strconv.Itoa(p.Eligible), "reached": strconv.Itoa(p.Reached), "missed": strconv.Itoa(p.Missed), "share": decimal(p.Share), "bound": string(p.Bound),
		"wilson_low": decimal(p.Wilson[0]), "wilson_high": decimal(p.Wilson[1]), "insufficient": strconv.FormatBool(p.Insufficient),
		"expected": decimal(p.Expected), "credible_low": decimal(p.Credible[0]), "credible_high": decimal(p.Credible[1]), "below": decimal(p.Below),
		"rank_best": strconv.Itoa(p.Rank[0]), "rank_worst": strconv.Itoa(p.Rank[1]), "of_gap": decimal(p.OfGap), "running": decimal(p.Running),
		"hot_spot": string(p.HotSpot), "p": decimals(p.P), "q": decimals(p.Q), "ratio": decimals(p.Ratio), "why": v.say(p.Why),
		"doubts": strings.Join(doubts, " "), "members": strings.Join(slices.Concat(p.Members, p.Cells), " "),
	}
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
