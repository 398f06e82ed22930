package area

import (
	"slices"
	"strings"
)

// A Codebook is what is known of codes before a file comes: which codes there
// are in each system, what their areas are called, and of which vintages the
// lists are. nil knows no more than the regencies of East Kalimantan.
type Codebook struct {
	names    map[linkKey][]string // folded, without the word for the kind; none where only the code is known
	vintages map[System][]string  // sorted
	links    []Link
}

// regencies are all that is known without a database.
var regencies = NewCodebook(nil, nil, nil)

// NewCodebook makes a codebook of areas of any system and vintage, which need
// no shape, of the other spellings of their names, and of crosswalks: a code
// without a name is called what the code at the link's other end is called.
func NewCodebook(areas []Area, aliases []Alias, links []Link) *Codebook {
	b := &Codebook{names: map[linkKey][]string{}, vintages: map[System][]string{}, links: links}
	for system, list := range kaltim {
		for code, name := range list {
			b.name(system, code, name)
		}
	}
	for _, a := range areas {
		b.name(a.System, a.Code, a.Name)
		b.vintage(a.System, a.Vintage)
	}
	for _, a := range aliases {
		b.name(a.System, a.Code, a.Name)
	}
	for _, l := range links {
		b.vintage(l.FromSystem, l.FromVintage)
		b.vintage(l.ToSystem, l.ToVintage)
	}
	for range 2 { // from BPS over an old Kemendagri code to the new one
		for _, l := range links {
			b.link(linkKey{l.FromSystem, l.From}, linkKey{l.ToSystem, l.To})
		}
	}
	return b
}

// name notes a code and what it is called. A name of digits is the code again,
// where no file has told another.
func (b *Codebook) name(system System, code Code, name string) {
	k := linkKey{system, code}
	name = kindless(code.Level(system), Fold(name))
	known := b.names[k]
	if strings.Trim(name, "0123456789 ") != "" && !slices.Contains(known, name) {
		known = append(known, name)
	}
	b.names[k] = known
}

// link gives two codes of one area each other's names.
func (b *Codebook) link(from, to linkKey) {
	for _, k := range [][2]linkKey{{from, to}, {to, from}} {
		b.name(k[0].system, k[0].code, "")
		for _, name := range b.names[k[1]] {
			b.name(k[0].system, k[0].code, name)
		}
	}
}

func (b *Codebook) vintage(system System, vintage string) {
	if i, known := slices.BinarySearch(b.vintages[system], vintage); !known && vintage != "" {
		b.vintages[system] = slices.Insert(b.vintages[system], i, vintage)
	}
}

// kindless returns a folded name of a level without the word for its kind.
func kindless(level Level, folded string) string {
	switch level {
	case Village:
		return villageName(folded)
	case District:
		return districtName(folded)
	}
	return regencyName(folded)
}

// Vintages returns the years of which areas or crosswalks of a system are
// known, in their order.
func (b *Codebook) Vintages(system System) []string {
	if b == nil {
		return nil
	}
	return b.vintages[system]
}

// A Mention is how a file speaks of an area: its code as it stands there, and
// the names beside it, "" where there are none.
type Mention struct {
	Code     string
	Name     string // of the area itself
	District string // that it lies in
	Regency  string // that it lies in
}

// CheckSystem refuses a file whose codes, as they stand in it, contradict the
// declared system, with a [*SystemError].
//
// Both systems use ten digits for a village, and those of one district of BPS
// whose number ends in 1 or 2 can be read either way: so the whole file is
// looked at, never one row, and where the digits fit both systems, what the
// codebook knows by them is held against the names that the file has beside
// them. Where it has none, codes that exist in one system alone decide.
func (b *Codebook) CheckSystem(declared System, mentions []Mention) error {
	if b == nil {
		b = regencies
	}
	c := check{book: b, declared: declared, other: BPS}
	if declared == BPS {
		c.other = Kemendagri
	}
	for i := range mentions {
		c.add(&mentions[i])
	}
	return c.verdict()
}

// A check holds the mentions of a file against a codebook.
type check struct {
	book            *Codebook
	declared, other System

	mentions         int
	bad, likeOther   int    // by their digits
	named            int    // with a name beside them
	agree, disagree  int    // by their names: areas of the declared system, of the other
	known, elsewhere int    // by their codes: in the declared system alone, in the other alone
	reason           Reason // the first
}

func (c *check) add(m *Mention) {
	c.mentions++
	_, err := ParseCode(c.declared, m.Code)
	if err != nil {
		c.bad++
	}
	// Four plain digits carry no mark of either system: the name beside them must tell.
	if len(m.Code) != 4 && looksKemendagri(m.Code) == (c.declared == BPS) {
		c.likeOther++
	}
	// Dots are Kemendagri's, but somebody may have put them into the digits of BPS.
	plain := strings.ReplaceAll(m.Code, ".", "")
	dotted := plain != m.Code
	here, there := c.places(c.declared, m.Code, m), c.places(c.other, plain, m)
	if exists, abroad := here.exists(), there.exists(); exists && !abroad {
		c.known++
	} else if abroad && !exists && !dotted {
		c.elsewhere++
	}
	if m.Name == "" && m.District == "" && m.Regency == "" {
		return
	}
	c.named++
	for i, level := range levels {
		h, t := here[i], there[i]
		switch {
		case h.is(likely) && !t.is(surely):
			c.agree++
			return
		// Which area has these digits in the declared system may not be known.
		// A village has not by chance the name of the other system's; a
		// district may, where both count the same way.
		case t.is(surely) && !h.is(likely) && (len(h.names) > 0 || level == Village && !dotted):
			c.disagree++
			if c.disagree == 1 {
				c.reason = c.say(h, t)
			}
			return
		}
	}
}

// say tells what a name beside a code means in both systems.
func (c *check) say(here, there place) Reason {
	s := reason("%s is %s in the codes of %s, as the file calls it", "%s adalah %s dalam kode %s, seperti disebut berkas", there.code, there.given, c.other)
	if len(here.names) > 0 {
		more := reason("; in those of %s, %s is %s", "; dalam kode %s, %s adalah %s", c.declared, here.code, here.names[0])
		s.EN, s.ID = s.EN+more.EN, s.ID+more.ID
	}
	return s
}

// written shows how codes of villages look.
var written = map[System]string{Kemendagri: "64.02.06.1001 or 6402061001", BPS: "6403060001"}

func (c *check) verdict() error {
	switch {
	case c.mentions == 0:
		return nil
	case 2*c.bad > c.mentions:
		return &SystemError{c.declared, reason("%d of %d cannot be %s codes, which are written like %s", "%d dari %d bukan kode %s, yang ditulis seperti %s",
			c.bad, c.mentions, c.declared, written[c.declared])}
	case c.disagree > c.agree && 2*c.disagree > c.named:
		return &SystemError{c.declared, c.reason}
	case c.agree > c.disagree || 2*c.known > c.mentions:
		return nil
	case c.named == 0 && c.known == 0 && 2*c.elsewhere > c.mentions:
		return &SystemError{c.declared, reason("%d of %d are known as codes of %s and none as one of %s alone", "%d dari %d dikenal sebagai kode %s dan tidak satu pun hanya sebagai kode %s",
			c.elsewhere, c.mentions, c.other, c.declared)}
	case c.declared == BPS && c.likeOther == c.mentions || c.declared == Kemendagri && 2*c.likeOther > c.mentions:
		return &SystemError{c.declared, reason("they are built like %s codes", "susunannya seperti kode %s", c.other)}
	}
	return nil
}

// A place is one area that a mention speaks of, read in one system.
type place struct {
	code  Code
	known bool
	names []string // that the codebook has
	given string   // that the file has, folded
}

// is says whether the name in the file is one that the codebook has.
func (p place) is(alike func(a, b string) bool) bool {
	return p.given != "" && slices.ContainsFunc(p.names, func(name string) bool { return alike(p.given, name) })
}

// surely and likely say whether two names are one: spelled the same, or so
// alike that it would be a wonder if they were two. Ulu and Hulu are likely.
func surely(a, b string) bool { return key(a) == key(b) }
func likely(a, b string) bool { return key(a) == key(b) || similarity(a, b) >= 0.7 }

// levels from fine to coarse: the finer the name, the more it tells.
var levels = [...]Level{Village, District, Regency}

type places [len(levels)]place

// places reads a code in a system, with the names beside it; nothing where it does not fit.
func (c *check) places(system System, code string, m *Mention) (p places) {
	parsed, err := ParseCode(system, code)
	if err != nil {
		return p
	}
	given := map[Level]string{District: m.District, Regency: m.Regency}
	if m.Name != "" {
		given[parsed.Level(system)] = m.Name
	}
	for i, l := range levels {
		if up := parsed.up(l, system); up != "" {
			names, known := c.book.names[linkKey{system, up}]
			p[i] = place{up, known, names, kindless(l, Fold(given[l]))}
		}
	}
	return p
}

// exists says whether the code, or that of its district, is known. Regencies
// have the same digits in both systems.
func (p places) exists() bool { return p[0].known || p[1].known }
