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

// A Gazetteer finds areas by code, and villages by name. It is made for areas
// of one system and vintage and may be asked from many goroutines at once.
type Gazetteer struct {
	areas     []Area
	system    System
	vintage   string
	byCode    map[Code]int
	districts map[string][]entry // by key of the district's name: its villages under all their names
	regencies []string           // keys of the regencies' names
	links     map[linkKey][]Link // by either end
}

// An entry is a village under one of its names.
type entry struct {
	name  string // folded
	place int    // in areas
}

type linkKey struct {
	system System
	code   Code
}

// NewGazetteer makes a gazetteer of areas, which must be of one system and vintage.
func NewGazetteer(areas []Area, aliases []Alias, links []Link) *Gazetteer {
	g := &Gazetteer{areas: areas, byCode: map[Code]int{}, districts: map[string][]entry{}, links: map[linkKey][]Link{}}
	names := map[Code][]string{}
	for i, a := range areas {
		g.system, g.vintage = a.System, a.Vintage
		g.byCode[a.Code] = i
		names[a.Code] = append(names[a.Code], Fold(a.Name))
	}
	for _, a := range aliases {
		if a.System == g.system {
			names[a.Code] = append(names[a.Code], Fold(a.Name))
		}
	}
	for i, a := range areas {
		switch a.Level {
		case Regency:
			for _, n := range names[a.Code] {
				g.regencies = append(g.regencies, key(regencyName(n)))
			}
		case Village:
			g.name(i, names[a.Parent], names[a.Code])
		}
	}
	for _, l := range links {
		g.link(l, names)
	}
	return g
}

// link notes a link by both its ends. A village that changed its district is
// still looked for by name in the other one.
func (g *Gazetteer) link(l Link, names map[Code][]string) {
	from, to := linkKey{l.FromSystem, l.From}, linkKey{l.ToSystem, l.To}
	g.links[from] = append(g.links[from], l)
	if from != to {
		g.links[to] = append(g.links[to], l)
	}
	for _, ends := range [][2]linkKey{{from, to}, {to, from}} {
		then, now := ends[0], ends[1]
		if i, ok := g.byCode[now.code]; ok && now.system == g.system && then.system == g.system && g.areas[i].Level == Village {
			g.name(i, names[then.code.Parent(g.system)], names[now.code])
		}
	}
}

// name lists the village at a place under all names of its district and its own.
func (g *Gazetteer) name(place int, districts, villages []string) {
	for _, d := range districts {
		d = key(districtName(d))
		for _, v := range villages {
			if e := (entry{villageName(v), place}); d != "" && v != "" && !slices.Contains(g.districts[d], e) {
				g.districts[d] = append(g.districts[d], e)
			}
		}
	}
}

// ByCode returns the area that had the code in the given system and vintage,
// following crosswalks to the gazetteer's own. An empty vintage is that of the
// gazetteer, or, where no such code is found there, any older one. Where the
// area was divided, or lay in several, it returns [ErrAmbiguous].
func (g *Gazetteer) ByCode(system System, vintage string, code Code) (Area, error) {
	if i, ok := g.byCode[code]; ok && system == g.system && vintage == "" {
		return g.areas[i], nil
	}
	end, err := g.follow(system, vintage, code)
	if err == nil {
		if i, ok := g.byCode[end]; ok {
			return g.areas[i], nil
		}
		err = ErrUnknownArea
	}
	return Area{}, fmt.Errorf("area: %s code %s of %s: %w", system, code, cmp.Or(vintage, "any vintage"), err)
}

// follow walks the links from a code towards the gazetteer's system and vintage;
// a code without a link has not changed.
func (g *Gazetteer) follow(system System, vintage string, code Code) (Code, error) {
	for range 8 { // a crosswalk that runs in a circle ends here
		onward := g.onward(system, vintage, code)
		if len(onward) == 0 {
			break
		}
		l := onward[0]
		for _, other := range onward {
			if other.To != l.To {
				return "", ErrAmbiguous
			}
		}
		system, vintage, code = l.ToSystem, l.ToVintage, l.To
	}
	if system != g.system {
		return "", ErrUnknownArea
	}
	return code, nil
}

// onward returns the links that lead from a code nearer to the gazetteer's,
// those of the very vintage if there are any.
func (g *Gazetteer) onward(system System, vintage string, code Code) (onward []Link) {
	for _, l := range g.links[linkKey{system, code}] {
		for _, l := range []Link{l, {l.ToSystem, l.ToVintage, l.To, l.FromSystem, l.FromVintage, l.From}} {
			if l.FromSystem == system && l.From == code && g.nearer(l, vintage) {
				onward = append(onward, l)
			}
		}
	}
	exact := slices.DeleteFunc(slices.Clone(onward), func(l Link) bool { return l.FromVintage != vintage })
	if len(exact) > 0 {
		return exact
	}
	return onward
}

// nearer says whether a link leads from a code of a vintage to the gazetteer's
// system, or within it over a change that lies between the two vintages.
func (g *Gazetteer) nearer(l Link, vintage string) bool {
	switch {
	case l.ToSystem != g.system:
		return false
	case l.FromSystem != g.system:
		return true
	case l.FromVintage < l.ToVintage:
		return vintage < l.ToVintage && l.ToVintage <= g.vintage
	}
	return g.vintage < l.FromVintage && l.FromVintage <= vintage
}

// ByName returns the village of that name in that district. Names are folded,
// blanks and aliases do not matter; a misspelling is taken when one village alone
// of the district has a name at least 0.9 alike. The village's name alone is
// never enough: eight names occur more than once within Kutai Kartanegara. An
// empty regency is not checked.
func (g *Gazetteer) ByName(regency, district, village string) (Area, error) {
	if r := key(regencyName(Fold(regency))); r != "" && len(g.regencies) > 0 && !slices.Contains(g.regencies, r) {
		return Area{}, fmt.Errorf("area: regency: %w", ErrUnknownArea)
	}
	entries := g.districts[key(districtName(Fold(district)))]
	if len(entries) == 0 {
		return Area{}, fmt.Errorf("area: district: %w", ErrUnknownArea)
	}
	v := villageName(Fold(village))
	places := matching(entries, func(name string) bool { return key(name) == key(v) })
	if len(places) == 0 {
		places = matching(entries, func(name string) bool { return alike(name, v) })
	}
	switch len(places) {
	case 0:
		return Area{}, fmt.Errorf("area: village: %w", ErrUnknownArea)
	case 1:
		return g.areas[places[0]], nil
	}
	return Area{}, fmt.Errorf("area: village: %w", ErrAmbiguous)
}

// matching returns the places, each once, of the entries whose name is fit.
func matching(entries []entry, fit func(name string) bool) (places []int) {
	for _, e := range entries {
		if !slices.Contains(places, e.place) && fit(e.name) {
			places = append(places, e.place)
		}
	}
	return places
}

// alike says whether two folded names may be one, misspelled. Their numbers must
// be the same: Kota Bangun II is not III.
func alike(a, b string) bool {
	return similarity(a, b) >= 0.9 && slices.Equal(numbers(a), numbers(b))
}

// numbers returns the words of a folded name that are numbers, Roman ones too.
func numbers(name string) (words []string) {
	for _, w := range strings.Fields(name) {
		if strings.Trim(w, "0123456789") == "" || strings.Trim(w, "ivx") == "" {
			words = append(words, w)
		}
	}
	return words
}

// similarity returns the share of trigrams that two folded names have in
// common (Dice), 0 to 1, padded and cut as PostgreSQL's pg_trgm does.
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
	for _, r := range strings.ToLower(norm.NFKD.String(name)) {
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

// key is what two folded names have in common that differ by blanks alone.
func key(folded string) string { return strings.ReplaceAll(folded, " ", "") }

// regencyName, districtName and villageName return a folded name without the word for its kind.
func regencyName(folded string) string  { return without(folded, "kabupaten", "kab", "kota") }
func districtName(folded string) string { return without(folded, "kecamatan", "kec") }
func villageName(folded string) string  { return without(folded, "desa", "kelurahan", "kel") }

// without returns a folded name without the first of the words that it begins with.
func without(folded string, words ...string) string {
	for _, w := range words {
		if rest, ok := strings.CutPrefix(folded, w+" "); ok {
			return rest
		}
	}
	return folded
}
