package poverty

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"tepat/geo/cql2"

	"gopkg.in/yaml.v3"
)

var (
	//go:embed programmes.yaml
	builtinProgrammes []byte
	//go:embed indicators.yaml
	builtinIndicators []byte
)

// A Catalogue holds the programmes that are known and the indicators that are
// counted. Indicators of which the id contains {programme} are templates.
type Catalogue struct {
	Programmes []Programme `yaml:"programmes"`
	Indicators []Indicator `yaml:"indicators"`
}

// LoadCatalogue returns the catalogue that ships with tepat, with the YAML
// files in extra laid over it in order: an entry with a known id replaces it,
// any other is added. Every sentence is checked against [Catalogue.Properties];
// an error names entry, field and column, of a rule with dates the line too.
func LoadCatalogue(extra ...[]byte) (*Catalogue, error) {
	c := &Catalogue{}
	for _, body := range append([][]byte{builtinProgrammes, builtinIndicators}, extra...) {
		over, err := readCatalogue(body)
		if err != nil {
			return nil, fmt.Errorf("poverty: catalogue: %w", err)
		}
		c.Programmes = lay(c.Programmes, over.Programmes, func(p Programme) string { return p.ID })
		c.Indicators = lay(c.Indicators, over.Indicators, func(i Indicator) string { return i.ID })
	}
	if err := c.check(); err != nil {
		return nil, fmt.Errorf("poverty: catalogue: %w", err)
	}
	return c, nil
}

func readCatalogue(body []byte) (c Catalogue, err error) {
	d := yaml.NewDecoder(bytes.NewReader(body))
	d.KnownFields(true)
	if err := d.Decode(&c); err != nil && !errors.Is(err, io.EOF) {
		return c, err
	}
	for i := range c.Indicators {
		for _, sentence := range []*string{&c.Indicators[i].Numerator, &c.Indicators[i].Denominator} {
			*sentence = strings.NewReplacer("{deprived}", Deprived(), "{deprivations_known}", DeprivationsKnown()).Replace(*sentence)
		}
	}
	return c, nil
}

// lay returns the entries of below with those of above in their place, or at the end.
func lay[T any](below, above []T, id func(T) string) []T {
	for _, a := range above {
		i := slices.IndexFunc(below, func(b T) bool { return id(b) == id(a) })
		if i < 0 {
			below = append(below, a)
		} else {
			below[i] = a
		}
	}
	return below
}

// Programme returns the programme with that id or alias, in any case.
func (c *Catalogue) Programme(id string) (Programme, bool) {
	id = strings.ToLower(id)
	for _, p := range c.Programmes {
		if p.ID == id || slices.Contains(p.Aliases, id) {
			return p, true
		}
	}
	return Programme{}, false
}

// Receives returns the property that says whether a family receives the programme.
func Receives(programme string) string { return "receives_" + programme }

// A Property is something that is known, or not, of every family.
type Property struct {
	Name  string
	Type  cql2.Type
	Texts []string // all that a cql2.Text may say
}

// Family returns the properties of a family, in the order in which a row of
// the register gives them:
//
//	desil           1 to 10
//	head_sex        'F', 'M'
//	head_age        whole years at the release's as-of date
//	members         persons
//	located         whether it has a cell; always known
//	dukcapil_match  whether the civil registry knows it
//	data_age        months between the edition that last held it and the as-of date; always known
//	discordant      whether of the registries that rank it some have it in desil 1 to 4, and some not;
//	                not known where fewer than two rank it
//	programmes      of how many programmes it is known that it receives them
//	consumption     rupiah a person and month; no sentence may ask it, see [Catalogue.Properties]
//	floor … power   codes of the answers on its house, see [Questions]
//	receives_…      whether it receives each programme, in the catalogue's order
func (c *Catalogue) Family() []Property {
	properties := []Property{
		{Name: "desil", Type: cql2.Int},
		{Name: "head_sex", Type: cql2.Text, Texts: []string{"F", "M"}},
		{Name: "head_age", Type: cql2.Int},
		{Name: "members", Type: cql2.Int},
		{Name: "located", Type: cql2.Bool},
		{Name: "dukcapil_match", Type: cql2.Bool},
		{Name: "data_age", Type: cql2.Int},
		{Name: "discordant", Type: cql2.Bool},
		{Name: "programmes", Type: cql2.Int},
		{Name: Consumption, Type: cql2.Int},
	}
	for _, q := range Questions {
		properties = append(properties, Property{Name: q.Name, Type: cql2.Int})
	}
	for _, p := range c.Programmes {
		properties = append(properties, Property{Name: Receives(p.ID), Type: cql2.Bool})
	}
	return properties
}

// Consumption is the property of what a person of the family lives on.
const Consumption = "consumption"

// Properties returns what sentences may ask: [Catalogue.Family] by name, but for
// [Consumption]. Counts of families below one line and below another tell who
// lives between them: a release has one line, see [Line].
func (c *Catalogue) Properties() cql2.Properties {
	properties := cql2.Properties{}
	for _, p := range c.Family() {
		properties[p.Name] = p.Type
	}
	delete(properties, Consumption)
	return properties
}

// Expand returns the indicators in order, each template replaced by one
// indicator for every programme that has a rule and about whose
// [Receives] property known says true, or for every group of them; the rule is
// Eligible, see [Catalogue.AsOf] for that of a day. A template that does not ask who
// receives counts the eligible of the other programmes too, and needs all that the
// rule asks to be known. Of all the rest, those are left out that name properties,
// none of which is known.
func (c *Catalogue) Expand(known func(property string) bool) (out []Indicator) {
	var each, together []Indicator
	for _, i := range c.Indicators {
		switch {
		case isTemplate(i):
			each = append(each, i)
		case isGroupTemplate(i):
			together = append(together, i)
		case c.mayCount(i, known):
			out = append(out, i)
		}
	}
	var programmes, candidates []Programme
	for _, p := range c.Programmes {
		switch {
		case p.Eligible == "":
		case known(Receives(p.ID)):
			programmes = append(programmes, p)
		default:
			candidates = append(candidates, p)
		}
	}
	for _, g := range groups(programmes) {
		for _, t := range together {
			out = append(out, t.ofGroup(g))
		}
	}
	for _, p := range slices.Concat(programmes, candidates) {
		for _, t := range each {
			i := t.of(p)
			if t.asksWhoReceives() && known(Receives(p.ID)) || !t.asksWhoReceives() && c.canCount(i, known) {
				out = append(out, i)
			}
		}
	}
	return out
}

// asksWhoReceives says whether the template holds receipt against the rule.
func (i Indicator) asksWhoReceives() bool {
	return strings.Contains(i.Numerator+i.Denominator, "{receives}")
}

// mayCount says whether the numerator names no property, or one that is known.
// A sentence that cannot be read is not this one's to refuse.
func (c *Catalogue) mayCount(i Indicator, known func(property string) bool) bool {
	e, err := cql2.Parse(i.Numerator, c.Properties())
	if err != nil {
		return true
	}
	names := cql2.Names(e)
	return len(names) == 0 || slices.ContainsFunc(names, known)
}

// canCount says whether all properties that the numerator names are known, but for
// who receives: rules say themselves what holds where that is not. Were one not
// known, none would be eligible, which reads as if nobody were.
func (c *Catalogue) canCount(i Indicator, known func(property string) bool) bool {
	e, err := cql2.Parse(i.Numerator, c.Properties())
	if err != nil {
		return true
	}
	return !slices.ContainsFunc(cql2.Names(e), func(name string) bool {
		return !strings.HasPrefix(name, Receives("")) && !known(name)
	})
}

func isTemplate(i Indicator) bool { return strings.Contains(i.ID, "{programme}") }

// of returns the template's indicator for programme p.
func (i Indicator) of(p Programme) Indicator {
	fill := func(name string) func(string) string {
		return strings.NewReplacer("{programme}", p.ID, "{name}", name, "{eligible}", p.Eligible, "{receives}", Receives(p.ID)).Replace
	}
	en, id := fill(p.Name.EN), fill(p.Name.ID)
	return Indicator{
		ID: en(i.ID), Programme: p.ID, Unit: i.Unit,
		Name:      Text{EN: en(i.Name.EN), ID: id(i.Name.ID)},
		Numerator: en(i.Numerator), Denominator: en(i.Denominator),
		Source: Text{EN: en(i.Source.EN), ID: id(i.Source.ID)}, Thresholds: i.Thresholds,
	}
}

var isID = regexp.MustCompile(`^[a-z][a-z0-9_]{0,62}$`)

func (c *Catalogue) check() error {
	properties := c.Properties()
	for _, p := range c.Programmes {
		if err := p.check(properties); err != nil {
			return fmt.Errorf("programme %q: %w", p.ID, err)
		}
	}
	if err := c.checkNames(); err != nil {
		return err
	}
	for _, day := range c.turns() {
		if err := c.AsOf(day).checkIndicators(properties); err != nil {
			return err
		}
	}
	return nil
}

func (c *Catalogue) checkIndicators(properties cql2.Properties) error {
	all := func(string) bool { return true }
	seen := map[string]bool{}
	for _, i := range c.Expand(all) {
		if err := i.check(properties); err != nil {
			return fmt.Errorf("indicator %q: %w", i.ID, err)
		}
		if seen[i.ID] {
			return fmt.Errorf("indicator %q occurs twice", i.ID)
		}
		seen[i.ID] = true
	}
	return nil
}

// checkNames refuses a programme id or alias that stands for two programmes.
func (c *Catalogue) checkNames() error {
	owner := map[string]string{}
	for _, p := range c.Programmes {
		for _, name := range append([]string{p.ID}, p.Aliases...) {
			if other, taken := owner[name]; taken {
				return fmt.Errorf("programme %q: %q already stands for %q", p.ID, name, other)
			}
			owner[name] = p.ID
		}
	}
	return nil
}

func (p Programme) check(properties cql2.Properties) error {
	switch {
	case !isID.MatchString(p.ID):
		return errors.New("id: lower case letters, digits and underscores only")
	case p.Name.EN == "" || p.Name.ID == "":
		return errors.New("name: missing in one language")
	case !slices.Contains([]string{"A", "B", "C"}, p.Strategy):
		return errors.New("strategy: A, B or C")
	case !slices.Contains([]string{"family", "person"}, p.Unit):
		return errors.New("unit: family or person")
	}
	if p.Eligible != "" {
		if _, err := cql2.Parse(p.Eligible, properties); err != nil {
			return fmt.Errorf("eligible: %w", err)
		}
	}
	return p.checkRules(properties)
}

func (i Indicator) check(properties cql2.Properties) error {
	switch {
	case !isID.MatchString(i.ID):
		return errors.New("id: lower case letters, digits and underscores only")
	case i.Name.EN == "" || i.Name.ID == "":
		return errors.New("name: missing in one language")
	case i.Unit != UnitFamilies && i.Unit != UnitShare:
		return errors.New("unit: families or share")
	}
	if _, err := cql2.Parse(i.Numerator, properties); err != nil {
		return fmt.Errorf("numerator: %w", err)
	}
	if _, err := cql2.Parse(i.Denominator, properties); err != nil {
		return fmt.Errorf("denominator: %w", err)
	}
	if i.Thresholds != nil {
		if err := i.Thresholds.check(i.Unit); err != nil {
			return fmt.Errorf("thresholds: %w", err)
		}
	}
	return nil
}

func (t *Thresholds) check(unit string) error {
	switch {
	case unit != UnitShare:
		return errors.New("only a share has any: a count grows with the place")
	case len(t.Bounds) < 2 || len(t.Bounds) > 6:
		return errors.New("bounds: two to six, for three to seven classes")
	case t.Source.EN == "" || t.Source.ID == "":
		return errors.New("source: missing in one language")
	}
	for i, b := range t.Bounds {
		if !(b > 0 && b < 1) || i > 0 && b <= t.Bounds[i-1] {
			return fmt.Errorf("bounds: %v is not between 0 and 1, or not above the one before", b)
		}
	}
	return nil
}
