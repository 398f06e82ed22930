package release

import (
	"errors"
	"fmt"

	"tepat/geo/area"
	"tepat/geo/census"
	"tepat/geo/disclose"
	"tepat/geo/poverty"
)

// countConsumption sums what families live on, of the whole ground and by
// district; nil where nothing is known of it. A family of whom the members are
// not known cannot be weighed: it is counted among the unknown.
func countConsumption(families *census.Census, areas []area.Area, line *poverty.Line) (*disclose.Consumption, error) {
	if !families.Known(poverty.Consumption) {
		return nil, nil
	}
	tree, err := newTree(areas, families.Villages())
	if err != nil {
		return nil, err
	}
	whole, districts := &consumers{}, map[int]*consumers{}
	for row := range families.Rows(poverty.Consumption, "members") {
		whole.add(row, line)
		for _, at := range tree.into[row.Village] {
			if areas[at].Level != area.District {
				continue
			}
			if districts[at] == nil {
				districts[at] = &consumers{}
			}
			districts[at].add(row, line)
		}
	}
	c := &disclose.Consumption{Line: line, Districts: map[int]*disclose.Consumed{}}
	if c.Whole, err = whole.measure(line); err != nil {
		return nil, err
	}
	for at, d := range districts {
		one, err := d.measure(line)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", areas[at].Code, err)
		}
		c.Districts[at] = &one
	}
	return c, nil
}

// consumers are the families of one place.
type consumers struct {
	sums    disclose.Consumed
	records []poverty.Welfare
}

func (c *consumers) add(row *census.Row, line *poverty.Line) {
	consumption, members := row.Values[0], row.Values[1]
	if consumption == census.Unknown || members == census.Unknown {
		tally(&c.sums.Unknown, row.Key, max(members, 1))
		return
	}
	tally(&c.sums.Known, row.Key, members)
	c.sums.Largest = max(c.sums.Largest, uint32(members))
	r := poverty.Welfare{Value: float64(consumption), Weight: float64(members)}
	c.sums.Total.Add(r.Value * r.Weight)
	if line != nil {
		r.Line = float64(line.Rupiah)
		if r.Value < r.Line {
			c.sums.Poor++
			c.sums.Gap.Add((r.Line - r.Value) / r.Line * r.Weight)
		} else {
			c.sums.Others++
		}
	}
	c.records = append(c.records, r)
}

func tally(t *disclose.Tally, key uint32, persons int32) {
	t.Families++
	t.Persons += uint32(persons)
	t.Key += key
}

func (c *consumers) measure(line *poverty.Line) (sums disclose.Consumed, err error) {
	sums = c.sums
	if line != nil {
		if sums.FGT, err = poverty.FGTOf(c.records); err != nil {
			return sums, err
		}
	}
	if sums.Gini, err = poverty.Gini(c.records); errors.Is(err, poverty.ErrEmpty) {
		err = nil // of nobody it is known: withheld
	}
	return sums, err
}

// lineOf returns the line of a release: that of the order, else that of the
// releases made before, newest first. Two lines for the same families would tell
// who lives between them. So the line may be another only where the families are
// of a later edition than in all of those; where an edition was withdrawn they are
// those of an earlier one again, and the line is the one that these had, or else
// the next edition.
func (o Order) lineOf(now poverty.Release, made []poverty.Release) (*poverty.Line, error) {
	if o.Line != nil {
		if err := o.Line.Check(); err != nil {
			return nil, err
		}
	}
	var newest, same *poverty.Release
	for i := range made {
		r := &made[i]
		if r.Consumption == nil || r.Consumption.Line == nil {
			continue
		}
		if newest == nil {
			newest = r
		}
		if e := edition(*r); e >= edition(now) && (same == nil || e < edition(*same)) {
			same = r
		}
	}
	switch {
	case same != nil && o.Line == nil:
		return same.Consumption.Line, nil
	case same != nil && o.Line.Rupiah != same.Consumption.Line.Rupiah:
		return nil, &poverty.InputError{Field: "poverty_line", Got: fmt.Sprint(o.Line.Rupiah),
			Allowed: fmt.Sprintf("%d, the line of release %d of the same families: figures by two lines tell who lives between them", same.Consumption.Line.Rupiah, same.ID)}
	case newest != nil && o.Line == nil:
		return newest.Consumption.Line, nil
	}
	return o.Line, nil
}

// edition returns of when the newest families are. A list of recipients that came
// since brings no consumption.
func edition(about poverty.Release) (newest string) {
	for _, s := range about.Sources {
		if s.Kind == poverty.KindHouseholds {
			newest = max(newest, s.AsOf)
		}
	}
	return newest
}
