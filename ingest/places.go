package ingest

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"math"
	"slices"
	"strings"
	"sync"

	"tepat/geo/area"
	"tepat/geo/poverty"
	"tepat/ingest/registry"
	"tepat/ingest/say"
)

// Places are the areas that a file's rows are placed in.
type Places struct {
	areas   []area.Area
	aliases []area.Alias
	links   []area.Link
	known   []area.Area // besides areas

	build     sync.Once
	gazetteer *area.Gazetteer
	locator   *area.Locator
	err       error
}

// NewPlaces makes places of areas of one system and vintage, the spellings of
// their names and the crosswalk from other codes. Nothing is built before the
// first row has to be placed.
func NewPlaces(areas []area.Area, aliases []area.Alias, links []area.Link) *Places {
	return &Places{areas: areas, aliases: aliases, links: links}
}

// Knowing adds areas of other systems and vintages: a file's code system is
// judged by them too, but nothing is placed in them. They need no shape.
func (p *Places) Knowing(areas []area.Area) *Places {
	p.known = areas
	return p
}

// codebook returns all that is known of codes.
func (p *Places) codebook() *area.Codebook {
	return area.NewCodebook(slices.Concat(p.areas, p.known), p.aliases, p.links)
}

func (p *Places) open() error {
	p.build.Do(func() {
		p.gazetteer = area.NewGazetteer(p.areas, p.aliases, p.links)
		var villages []area.Area
		for _, a := range p.areas {
			if a.Level == area.Village {
				villages = append(villages, a)
			}
		}
		p.locator, p.err = area.NewLocator(villages)
	})
	return p.err
}

// fingerprint tells one set of areas from another: where villages have
// changed, the same file may come to another outcome.
func (p *Places) fingerprint() string {
	h := sha256.New()
	for _, a := range p.areas {
		fmt.Fprintf(h, "%d|%s|%s|%s|%s|%s|%s\n", a.ID, a.System, a.Vintage, a.Level, a.Code, a.Name, a.Parent)
		sumShape(h, a)
	}
	fmt.Fprintf(h, "%v|%v", p.aliases, p.links)
	return fmt.Sprintf("%x", h.Sum(nil)[:8])
}

func sumShape(h hash.Hash, a area.Area) {
	var b []byte
	for _, polygon := range a.Shape {
		for _, ring := range polygon {
			b = binary.LittleEndian.AppendUint32(b, uint32(len(ring)))
			for _, at := range ring {
				b = binary.LittleEndian.AppendUint64(b, math.Float64bits(at[0]))
				b = binary.LittleEndian.AppendUint64(b, math.Float64bits(at[1]))
			}
		}
	}
	h.Write(b)
}

// code returns the code of a village by its id; "" of none.
func (p *Places) code(id int32) area.Code {
	for _, a := range p.areas {
		if a.ID == id {
			return a.Code
		}
	}
	return ""
}

// The rules of villages.
var (
	villageMissing   = &registry.Rule{ID: "A01", Severity: poverty.Aside, Message: say.VillageMissing}
	villageLostCode  = &registry.Rule{ID: "A02", Severity: poverty.Aside, Message: say.VillageLostCode}
	villageUnknown   = &registry.Rule{ID: "A03", Severity: poverty.Aside, Message: say.VillageUnknown}
	villageAmbiguous = &registry.Rule{ID: "A04", Severity: poverty.Aside, Message: say.VillageAmbiguous}
	villageByName    = &registry.Rule{ID: "A05", Severity: poverty.Warning, Message: say.VillageByName}
	villageConflict  = &registry.Rule{ID: "A06", Severity: poverty.Warning, Message: say.VillageConflict}
)

// An address remembers which villages the rows of a file mean: a file of a
// million rows names a few hundred. It belongs to one goroutine.
type address struct {
	places  *Places
	system  area.System
	vintage string
	known   map[string]resolved
	key     []byte
	last    []byte // key of the row before, which mostly means the same
	meant   resolved
}

type resolved struct {
	village int32 // 0: none
	rule    *registry.Rule
}

// maxKnown bounds what a file of garbage makes an address remember.
const maxKnown = 100_000

func newAddress(p *Places, system area.System, vintage string) *address {
	return &address{places: p, system: system, vintage: vintage, known: map[string]resolved{}}
}

// village returns the village that the row declares, and the rule for what is
// wrong with it: an aside rule where there is no village.
func (a *address) village(f *registry.Family) (int32, *registry.Rule) {
	a.key = a.key[:0]
	for _, s := range [...]string{f.VillageCode, f.Regency, f.District, f.Village} {
		a.key = append(append(a.key, s...), 0)
	}
	if bytes.Equal(a.key, a.last) {
		return a.meant.village, a.meant.rule
	}
	r, ok := a.known[string(a.key)]
	if !ok {
		if len(a.known) >= maxKnown {
			clear(a.known)
		}
		r = a.resolve(f)
		a.known[string(a.key)] = r
	}
	a.last, a.meant = append(a.last[:0], a.key...), r
	return r.village, r.rule
}

func (a *address) resolve(f *registry.Family) resolved {
	code, name := f.VillageCode, f.Village
	if isCode(name) {
		code, name = cmp.Or(code, name), ""
	}
	if code == "" && name == "" {
		return resolved{rule: villageMissing}
	}
	named, nameErr := a.places.gazetteer.ByName(f.Regency, f.District, name)
	coded, codeErr := a.byCode(code)
	switch {
	case codeErr == nil:
		if nameErr == nil && named.ID != coded.ID {
			return resolved{coded.ID, villageConflict}
		}
		return resolved{coded.ID, nil}
	case nameErr == nil && code != "":
		return resolved{named.ID, villageByName}
	case nameErr == nil:
		return resolved{named.ID, nil}
	}
	return resolved{rule: whyNot(code, codeErr, nameErr)}
}

// byCode returns the village that has the code in the file's system and vintage.
func (a *address) byCode(code string) (area.Area, error) {
	c, err := area.ParseCode(a.system, code)
	if err != nil {
		return area.Area{}, err
	}
	found, err := a.places.gazetteer.ByCode(a.system, a.vintage, c)
	if err == nil && found.Level != area.Village {
		err = area.ErrCode
	}
	return found, err
}

func whyNot(code string, codeErr, nameErr error) *registry.Rule {
	switch {
	case errors.Is(nameErr, area.ErrAmbiguous):
		return villageAmbiguous
	case code != "" && errors.Is(codeErr, area.ErrCode):
		return villageLostCode
	}
	return villageUnknown
}

// isCode says whether a village's name is a code: digits and dots alone.
func isCode(s string) bool { return s != "" && strings.Trim(s, "0123456789.") == "" }

// checkCodes refuses a file whose village codes contradict the declared system
// or, where one was declared, the vintage.
func (p *Places) checkCodes(system area.System, vintage string, sample []registry.Family) error {
	if system == "" {
		return nil
	}
	var mentions []area.Mention
	seen := map[string]bool{}
	for i := range sample {
		f := &sample[i]
		m := area.Mention{Code: f.VillageCode, Name: f.Village, District: f.District, Regency: f.Regency}
		if isCode(m.Name) {
			m.Code, m.Name = cmp.Or(m.Code, m.Name), ""
		}
		if m.Code != "" && !seen[m.Code] {
			seen[m.Code] = true
			mentions = append(mentions, m)
		}
	}
	book := p.codebook()
	if err := book.CheckSystem(system, mentions); err != nil || vintage == "" {
		return err
	}
	return book.CheckVintage(system, vintage, mentions)
}
