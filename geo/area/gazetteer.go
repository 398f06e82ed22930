package area

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// What a gazetteer answers when it cannot name one village.
var (
	ErrUnknownArea = errors.New("no such area")
	ErrAmbiguous   = errors.New("several areas could be meant")
)

// An Alias is another spelling of an area's name.
type Alias struct {
	System System
	Code   Code
	Name   string
}

// A Link is one row of a crosswalk: the same area under the codes of two vintages or systems.
type Link struct {
	FromSystem  System
	FromVintage string
	From        Code
	ToSystem    System
	ToVintage   string
	To          Code
}

// A Gazetteer finds villages by code and by name. It is made for areas of one
// system and vintage and may be asked from many goroutines at once.
type Gazetteer struct {
	areas     []Area
	system    System
	vintage   string
	byCode    map[Code]int
	byName    map[[2]string][]int // folded district and village name → villages
	district  map[string][]string // folded district name → folded names of its villages
	regencies []string            // folded
	links     map[linkKey][]Link  // by where they start, older vintages first
}

type linkKey struct {
	system System
	code   Code
}

// NewGazetteer makes a gazetteer of areas, which must be of one system and vintage.
func NewGazetteer(areas []Area, aliases []Alias, links []Link) *Gazetteer {
	g := &Gazetteer{areas: areas, byCode: map[Code]int{}, byName: map[[2]string][]int{},
		district: map[string][]string{}, links: map[linkKey][]Link{}}
	for i, a := range areas {
		g.system, g.vintage = a.System, a.Vintage
		g.byCode[a.Code] = i
		if a.Level == Regency {
			g.regencies = append(g.regencies, placeName(a.Name))
		}
	}
	names := map[Code][]string{}
	for _, a := range areas {
		names[a.Code] = append(names[a.Code], Fold(a.Name))
	}
	for _, a := range aliases {
		if a.System == g.system {
			names[a.Code] = append(names[a.Code], Fold(a.Name))
		}
	}
	for i, a := range areas {
		if a.Level == Village {
			g.name(i, names[a.Parent], names[a.Code])
		}
	}
	for _, l := range links {
		k := linkKey{l.FromSystem, l.From}
		g.links[k] = append(g.links[k], l)
		// A village that changed its district is still looked for in the old one.
		if i, ok := g.byCode[l.To]; ok && l.FromSystem == g.system && g.areas[i].Level == Village {
			g.name(i, names[l.From.Parent(g.system)], names[l.To])
		}
	}
	for _, l := range g.links {
		slices.SortFunc(l, func(a, b Link) int { return cmp.Compare(a.FromVintage, b.FromVintage) })
	}
	return g
}

// name lists village i under all names of its district and its own.
func (g *Gazetteer) name(i int, districts, villages []string) {
	for _, d := range districts {
		for _, v := range villages {
			if at := g.byName[[2]string{d, v}]; !slices.Contains(at, i) {
				g.byName[[2]string{d, v}] = append(at, i)
				g.district[d] = append(g.district[d], v)
			}
		}
	}
}

// ByCode returns the area that had the code in the given system and vintage,
// following crosswalks to the gazetteer's own. An empty vintage is that of the
// gazetteer, or, where no such code is found there, any older one.
func (g *Gazetteer) ByCode(system System, vintage string, code Code) (Area, error) {
	if vintage == "" {
		if i, ok := g.byCode[code]; ok && system == g.system {
			return g.areas[i], nil
		}
	}
	end := g.follow(system, vintage, code)
	if i, ok := g.byCode[end]; ok {
		return g.areas[i], nil
	}
	return Area{}, fmt.Errorf("area: %s code %s of %s: %w", system, code, cmp.Or(vintage, "any vintage"), ErrUnknownArea)
}

// follow walks the links from a code towards the gazetteer's vintage; a code
// without a link has not changed.
func (g *Gazetteer) follow(system System, vintage string, code Code) Code {
	for step := 0; step < 8; step++ { // a crosswalk that runs in a circle ends here
		moved := false
		for _, l := range g.links[linkKey{system, code}] {
			if l.FromVintage >= vintage && (l.ToSystem != system || l.ToVintage <= g.vintage && l.ToVintage > vintage) {
				system, vintage, code, moved = l.ToSystem, l.ToVintage, l.To, true
				break
			}
		}
		if !moved {
			break
		}
	}
	if system != g.system {
		return ""
	}
	return code
}

// ByName returns the village of that name in that district. Names are folded,
// aliases count; a misspelling is taken when one name alone of the district is
// at least 0.9 alike. The village's name alone is never enough: eight names
// occur more than once within Kutai Kartanegara. An empty regency is not checked.
func (g *Gazetteer) ByName(regency, district, village string) (Area, error) {
	if r := placeName(regency); r != "" && len(g.regencies) > 0 && !slices.Contains(g.regencies, r) {
		return Area{}, fmt.Errorf("area: regency: %w", ErrUnknownArea)
	}
	d, v := stripped(district, "kecamatan ", "kec. ", "kec "), stripped(village, "desa ", "kelurahan ", "kel. ")
	names := g.district[d]
	if len(names) == 0 {
		return Area{}, fmt.Errorf("area: district: %w", ErrUnknownArea)
	}
	at := g.byName[[2]string{d, v}]
	if len(at) == 0 {
		at = g.alike(d, v, names)
	}
	switch len(at) {
	case 0:
		return Area{}, fmt.Errorf("area: village: %w", ErrUnknownArea)
	case 1:
		return g.areas[at[0]], nil
	}
	return Area{}, fmt.Errorf("area: village: %w", ErrAmbiguous)
}

// alike returns the villages of district d whose name is at least 0.9 like v.
func (g *Gazetteer) alike(d, v string, names []string) (at []int) {
	for _, n := range names {
		if similarity(n, v) >= 0.9 {
			for _, i := range g.byName[[2]string{d, n}] {
				if !slices.Contains(at, i) {
					at = append(at, i)
				}
			}
		}
	}
	return at
}

// similarity returns the share of trigrams that two folded names have in
// common (Dice), 0 to 1, as PostgreSQL's pg_trgm pads and cuts them.
func similarity(a, b string) float64 {
	ta, tb := trigrams(a), trigrams(b)
	if len(ta)+len(tb) == 0 {
		return 0
	}
	common := 0
	for t := range ta {
		if tb[t] {
			common++
		}
	}
	return 2 * float64(common) / float64(len(ta)+len(tb))
}

func trigrams(s string) map[string]bool {
	out := map[string]bool{}
	for _, word := range strings.Fields(s) {
		r := []rune("  " + word + " ")
		for i := 0; i+3 <= len(r); i++ {
			out[string(r[i:i+3])] = true
		}
	}
	return out
}

// Fold returns a name as it is compared: lower case, no accents or
// punctuation, single blanks.
func Fold(name string) string {
	var b strings.Builder
	blank := false
	for _, r := range norm.NFKD.String(strings.ToLower(name)) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if blank && b.Len() > 0 {
				b.WriteByte(' ')
			}
			blank = false
			b.WriteRune(r)
		case r == '-' || unicode.IsSpace(r) || r == '/' || r == '.' || r == '_':
			blank = true
		}
	}
	return b.String()
}

// placeName folds the name of a regency without the word for its kind.
func placeName(name string) string { return stripped(name, "kabupaten ", "kab. ", "kab ", "kota ") }

// stripped folds name without the first of the prefixes that it has.
func stripped(name string, prefixes ...string) string {
	name = Fold(name)
	for _, p := range prefixes {
		if rest, ok := strings.CutPrefix(name, Fold(p)+" "); ok && rest != "" {
			return rest
		}
	}
	return name
}
