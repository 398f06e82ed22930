package api

import (
	"slices"
	"strconv"

	"tepat/geo/poverty"
	"tepat/geo/stat"
)

// What a table's page says of the classes of its map, and lets choose.

// Methods are the ways in which the figures can be parted.
func (p *tablePage) Methods() []choice {
	var all []choice
	for _, m := range methodsOf(p.Measured()) {
		all = append(all, choice{m, p.MethodName(m)})
	}
	return all
}

// MethodName names a way to part figures.
func (p *tablePage) MethodName(method string) string {
	words := map[string][2]string{
		byThresholds: {"policy thresholds", "ambang kebijakan"},
		byQuantile:   {"quantile: as many areas in each", "kuantil: sama banyak wilayah"},
		byNature:     {"natural breaks", "batas alami"},
		byWidth:      {"equal width", "lebar sama"},
		byCentre:     {"around the mean or a target", "di sekitar rata-rata atau target"},
	}[method]
	return p.Say(words[0], words[1])
}

// Numbers are how many classes there can be.
func (p *tablePage) Numbers() (all []int) {
	for n := fewestClasses; n <= mostClasses; n++ {
		all = append(all, n)
	}
	return all
}

// Goal writes the target as an address has it; "" is the mean.
func (p *tablePage) Goal() string {
	if p.Target == 0 {
		return ""
	}
	return strconv.FormatFloat(p.Target, 'f', -1, 64)
}

// GoalInField writes the target as it stands in a field.
func (p *tablePage) GoalInField() string {
	if p.Target == 0 || !p.Scale.IsShare() {
		return p.Goal()
	}
	return p.InField(p.Target)
}

// GoalLabel says what the target is of: what is missed lies around what a target of coverage leaves over.
func (p *tablePage) GoalLabel() string {
	switch {
	case p.Scale.missed:
		return p.Say("Target of coverage (such as 70% or 0.7; empty: the mean)", "Target cakupan (misalnya 70% atau 0,7; kosong: rata-rata)")
	case p.Scale.IsShare():
		return p.Say("Target (such as 70% or 0.7; empty: the mean)", "Target (misalnya 70% atau 0,7; kosong: rata-rata)")
	}
	return p.Say("Target (families; empty: the mean)", "Target (keluarga; kosong: rata-rata)")
}

// HowParted says how the classes came about, and why there are fewer than asked for.
func (p *tablePage) HowParted() string {
	said := p.Say("Parted by ", "Dibagi menurut ") + p.MethodName(p.Scale.Method) + ". "
	write := func(v float64) string {
		if p.Scale.IsShare() {
			return p.Share(v)
		}
		return p.Count(int(v))
	}
	switch {
	case p.Scale.Source != nil:
		said += p.Text(*p.Scale.Source) + ". "
	case p.Scale.Centre != nil:
		centre := *p.Scale.Centre
		if p.Scale.missed {
			centre = 1 - centre
		}
		if p.Target > 0 {
			said += "Target: " + write(centre) + ". "
		} else {
			said += p.Say("Mean of the regency: ", "Rata-rata kabupaten: ") + write(centre) + ". "
		}
	}
	if p.Scale.Basis != p.Release.ID {
		n := strconv.FormatInt(p.Scale.Basis, 10)
		said += p.Say("The bounds are those of release "+n+", so that equal colours mean equal figures. ", "Batasnya dari rilis "+n+", sehingga warna yang sama berarti angka yang sama. ")
	}
	return said + p.fewer()
}

func (p *tablePage) fewer() string {
	words, fewer := map[string][2]string{
		whyNoFigures: {"no area shows a figure", "tidak ada wilayah yang angkanya ditampilkan"},
		whyOneValue:  {"all figures are equal", "semua angkanya sama"},
		whyFewValues: {"there are fewer different figures", "angka yang berbeda lebih sedikit"},
		whyCoincide:  {"some bounds coincide", "beberapa batas berimpit"},
		whyBeyond:    {"some bounds lie where no figure can", "beberapa batas berada di luar nilai yang mungkin"},
	}[p.Scale.Why]
	if !fewer {
		return ""
	}
	n, asked := p.Count(len(p.Scale.bounds)+1), p.Count(p.Scale.Asked)
	return p.Say(n+" of "+asked+" classes: "+words[0]+".", n+" dari "+asked+" kelas: "+words[1]+".")
}

// classing is how an address says in what classes the map is: the page's own word.
func (q tableQuery) classing(in poverty.Indicator) string {
	switch {
	case q.Method == usualMethod(in) && (q.Classes == usualClasses || q.Method == byThresholds):
		return ""
	case q.Method == byThresholds:
		return q.Method
	}
	said := q.Method + "," + strconv.Itoa(q.Classes)
	if q.Target > 0 {
		said += "," + strconv.FormatFloat(q.Target, 'f', -1, 64)
	}
	return said
}

// coloursOf returns the colours of classes, from the lowest. What presses most is
// darkest; of classes around a centre, both ends are.
func coloursOf(in poverty.Indicator, a classesAnswer, missed bool) []string {
	colours := make([]string, len(a.Classes))
	if a.Centre != nil && len(a.bounds) > 0 {
		for i := range colours {
			colours[i] = awayFrom(a, i, isGood(in))
		}
		return colours
	}
	palette := shadesOf(in)
	if missed {
		palette = shades
	}
	if len(colours) <= usualClasses {
		palette = palette[:6] // the last is for those who need it to tell six or seven apart
	}
	for i := range colours {
		colours[i] = blend(palette, i, len(colours))
	}
	if missed || isGood(in) {
		slices.Reverse(colours)
	}
	return colours
}

// awayFrom is the colour of class i of those around a centre: the farther out the darker.
func awayFrom(a classesAnswer, i int, good bool) string {
	away, sides := i-stat.ClassOf(*a.Centre, a.bounds), a.Asked/2
	if a.Asked%2 == 0 && away >= 0 {
		away++ // no class lies across the centre
	}
	if away == 0 {
		return middling
	}
	palette := lessPressing
	if (away < 0) == good {
		palette = morePressing
	}
	return blend(palette, min(max(away, -away), sides)-1, sides)
}

// blend returns colour i of n along a palette.
func blend(palette []string, i, n int) string {
	if n == 1 {
		return palette[len(palette)/2]
	}
	at := float64(i) * float64(len(palette)-1) / float64(n-1)
	k := min(int(at), len(palette)-2)
	return mixed(palette[k], palette[k+1], at-float64(k))
}

// mixed returns a colour between two, each channel as far along.
func mixed(a, b string, part float64) string {
	out := []byte("#")
	for c := 1; c < 7; c += 2 {
		x, y := channel(a[c:c+2]), channel(b[c:c+2])
		v := int(x + (y-x)*part + 0.5)
		out = append(out, "0123456789abcdef"[v>>4], "0123456789abcdef"[v&15])
	}
	return string(out)
}

func channel(two string) float64 { return float64(must(strconv.ParseUint(two, 16, 8))) }
