package main

import (
	"cmp"
	"fmt"
	"math"
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
			row(p.Position, p.Code, p.Name, a.Areas[p.Parent].Name, p.Eligible, p.Bound.Other().Sign()+strconv.Itoa(p.Reached), p.Bound.Sign()+strconv.Itoa(p.Missed),
				v.share(p), v.interval(p.Wilson), v.part(p.Expected), v.interval(p.Credible), v.part(p.Below), ranks(p.Rank),
				v.percent(p.OfGap), v.percent(p.Running), v.hotSpot(p.HotSpot))
		}
	})
}

// ranks writes the range of a rank, which is missing where figures are bounds.
func ranks(r *[2]int) string {
	if r == nil {
		return "–"
	}
	return fmt.Sprintf("%d–%d", r[0], r[1])
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
	return p.Bound.Sign() + v.percent(p.Share)
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
func (v *asking) point(number string) string {
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
