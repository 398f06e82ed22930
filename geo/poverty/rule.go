package poverty

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"tepat/geo/cql2"

	"gopkg.in/yaml.v3"
)

// A Rule says who is eligible for a programme on some days.
type Rule struct {
	From     Day      `yaml:"from"`  // the first day; "" where it always held before
	Until    Day      `yaml:"until"` // the last day; "" where no end is known
	Eligible Sentence `yaml:"eligible"`
}

// A Day is a date as 2006-01-02; days sort as texts do.
type Day string

// UnmarshalYAML refuses what is no date, with its line.
func (d *Day) UnmarshalYAML(n *yaml.Node) error {
	if _, err := time.Parse(time.DateOnly, n.Value); err != nil {
		return fmt.Errorf("line %d: %q is no day like 2025-01-31", n.Line, n.Value)
	}
	*d = Day(n.Value)
	return nil
}

// next returns the day after d.
func (d Day) next() Day {
	t, _ := time.Parse(time.DateOnly, string(d))
	return Day(t.AddDate(0, 0, 1).Format(time.DateOnly))
}

// A Sentence is CQL2 text over the properties of a family, and the line of
// the catalogue on which it begins.
type Sentence struct {
	Text string
	Line int
}

// UnmarshalYAML takes a text.
func (s *Sentence) UnmarshalYAML(n *yaml.Node) error {
	s.Line = n.Line
	return n.Decode(&s.Text)
}

// covers says whether the rule is in force on the day.
func (r Rule) covers(day Day) bool { return r.From <= day && (r.Until == "" || day <= r.Until) }

// EligibleOn returns the rule that is in force on the day: that of Rules which
// covers it, else Eligible.
func (p Programme) EligibleOn(day Day) string {
	for _, r := range p.Rules {
		if r.covers(day) {
			return r.Eligible.Text
		}
	}
	return p.Eligible
}

// AsOf returns the catalogue of one day: of every programme, Eligible is the
// rule that is in force, and there are no others. Before all days, which is "",
// a rule without a From is.
func (c *Catalogue) AsOf(day Day) *Catalogue {
	out := &Catalogue{Programmes: slices.Clone(c.Programmes), Indicators: c.Indicators}
	for i, p := range out.Programmes {
		out.Programmes[i].Eligible, out.Programmes[i].Rules = p.EligibleOn(day), nil
	}
	return out
}

// turns returns the days on which another rule of some programme comes into
// force, and the time before all days.
func (c *Catalogue) turns() []Day {
	days := []Day{""}
	for _, p := range c.Programmes {
		for _, r := range p.Rules {
			days = append(days, r.From)
			if r.Until != "" {
				days = append(days, r.Until.next())
			}
		}
	}
	slices.Sort(days)
	return slices.Compact(days)
}

// checkRules refuses a rule without a sentence, one that ends before it
// begins, and two that are in force on one day.
func (p Programme) checkRules(properties cql2.Properties) error {
	for i, r := range p.Rules {
		if err := r.check(properties); err != nil {
			return fmt.Errorf("rules: %s: %w", p.rule(i), err)
		}
	}
	order := make([]int, len(p.Rules))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p.Rules[a].From, p.Rules[b].From) })
	for i := range order[min(1, len(order)):] {
		if before, after := order[i], order[i+1]; p.Rules[before].covers(p.Rules[after].From) {
			return fmt.Errorf("rules: %s: is in force on days of %s too", p.rule(after), p.rule(before))
		}
	}
	return nil
}

// rule names the rule with that index.
func (p Programme) rule(i int) string {
	if line := p.Rules[i].Eligible.Line; line > 0 {
		return fmt.Sprintf("rule %d, line %d", i+1, line)
	}
	return fmt.Sprintf("rule %d", i+1)
}

func (r Rule) check(properties cql2.Properties) error {
	if r.Until != "" && r.Until < r.From {
		return fmt.Errorf("ends on %s, before it begins on %s", r.Until, r.From)
	}
	if r.Eligible.Text == "" {
		return errors.New("eligible: missing")
	}
	if _, err := cql2.Parse(r.Eligible.Text, properties); err != nil {
		return fmt.Errorf("eligible: %w", err)
	}
	return nil
}
