// Package release makes a release of the register: it is read once, counted in
// columns, climbed, cleared, saved and published.
package release

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"tepat/geo/area"
	"tepat/geo/census"
	"tepat/geo/disclose"
	"tepat/geo/poverty"
)

// A Register is where the families are kept.
type Register interface {
	// ReadCensus returns the register as it stands, with [poverty.Catalogue.Family]
	// as its properties; the areas that its villages belong to; and of the
	// description what only the register can tell: AsOf, System, Vintage,
	// Unmatched, Sources, Imports and Field. Where key is given, every family has the record key
	// that it returns for its number.
	ReadCensus(ctx context.Context, catalogue *poverty.Catalogue, key func(family int64) uint32) (*census.Census, []area.Area, poverty.Release, error)
}

// A Shelf is where releases stand.
type Shelf interface {
	SaveRelease(ctx context.Context, r *disclose.Release) (id int64, err error)
	PublishRelease(ctx context.Context, id int64) error
	// LatestRelease returns the newest release of an audience, or
	// [poverty.ErrNotFound] where there is none.
	LatestRelease(ctx context.Context, audience poverty.Audience) (*disclose.Release, error)
	// Releases describes all that were published, newest first.
	Releases(ctx context.Context) ([]poverty.Release, error)
}

// An Order says what is to be released.
type Order struct {
	Audience   poverty.Audience
	Catalogue  *poverty.Catalogue
	Indicators []string        // ids; none means all of which the register knows anything
	Policy     disclose.Policy // its zero shows nothing
	Line       *poverty.Line   // who consumes less is poor; nil: as in the releases before, if they have one
	// Key returns the record key of a family by its number: the same in every
	// release, and secret. Only a policy with noise asks for it.
	Key func(family int64) uint32
	// Fresh lets the release begin a family of its own, with a mosaic of its
	// own: what the releases before withheld may then be shown.
	Fresh bool
}

// Build makes the release, publishes it and returns its number. A programme's
// rule is the one in force on the release's as-of date. When anything fails, the
// release that was published before stays.
func Build(ctx context.Context, from Register, to Shelf, order Order) (id int64, err error) {
	families, areas, about, err := from.ReadCensus(ctx, order.Catalogue, order.Key)
	if err != nil {
		return 0, fmt.Errorf("release: %w", err)
	}
	before, err := order.before(ctx, to)
	if err != nil {
		return 0, fmt.Errorf("release: %w", err)
	}
	order.Catalogue = order.Catalogue.AsOf(poverty.Day(about.AsOf))
	var made []poverty.Release
	if !order.Fresh {
		if made, err = to.Releases(ctx); err != nil {
			return 0, fmt.Errorf("release: %w", err)
		}
	}
	if order.Line, err = order.lineOf(about, made); err != nil {
		return 0, fmt.Errorf("release: %w", err)
	}
	for _, r := range before {
		about.Follows = append(about.Follows, r.About().ID)
	}
	cleared, err := order.clear(families, areas, about, before)
	if err != nil {
		return 0, fmt.Errorf("release: %w", err)
	}
	if id, err = to.SaveRelease(ctx, cleared); err != nil {
		return 0, fmt.Errorf("release: %w", err)
	}
	if err := to.PublishRelease(ctx, id); err != nil {
		return 0, fmt.Errorf("release: %w", err)
	}
	return id, nil
}

// before returns the releases that this one follows.
func (o Order) before(ctx context.Context, on Shelf) (before []*disclose.Release, err error) {
	if o.Fresh {
		return nil, nil
	}
	for _, audience := range []poverty.Audience{poverty.Planner, poverty.Public} {
		r, err := on.LatestRelease(ctx, audience)
		if errors.Is(err, poverty.ErrNotFound) {
			continue
		} else if err != nil {
			return nil, err
		}
		before = append(before, r)
	}
	return before, nil
}

// clear is the pure part of [Build].
func (o Order) clear(families *census.Census, areas []area.Area, about poverty.Release, before []*disclose.Release) (*disclose.Release, error) {
	indicators, err := o.choose(families)
	if err != nil {
		return nil, err
	}
	counts, err := count(families, areas, indicators, o.Catalogue.Properties())
	if err != nil {
		return nil, err
	}
	about.Audience = o.Audience
	about.Programmes = programmes(o.Catalogue, indicators)
	if counts.Deciles, err = countDeciles(families, about.Programmes, o.Catalogue.Properties()); err != nil {
		return nil, err
	}
	if counts.Houses, err = countHouses(families, o.Catalogue.Properties()); err != nil {
		return nil, err
	}
	if counts.Consumption, err = countConsumption(families, counts.Areas, o.Line); err != nil {
		return nil, err
	}
	return disclose.Clear(about, counts, o.Policy, before...)
}

// choose returns the indicators that are to be counted, in the catalogue's order.
func (o Order) choose(families *census.Census) ([]poverty.Indicator, error) {
	if len(o.Indicators) == 0 {
		return o.Catalogue.Expand(families.Known), nil
	}
	// What is asked for by name is shown, even where it has no data; but of a
	// programme of which nothing is known there is nothing to say.
	all := o.Catalogue.Expand(func(property string) bool {
		return families.Known(property) || !strings.HasPrefix(property, poverty.Receives(""))
	})
	for _, id := range o.Indicators {
		if !slices.ContainsFunc(all, func(i poverty.Indicator) bool { return i.ID == id }) {
			return nil, fmt.Errorf("indicator %q: %w", id, poverty.ErrNotFound)
		}
	}
	return slices.DeleteFunc(all, func(i poverty.Indicator) bool { return !slices.Contains(o.Indicators, i.ID) }), nil
}

// programmes returns those that an indicator is about.
func programmes(c *poverty.Catalogue, indicators []poverty.Indicator) (out []poverty.Programme) {
	for _, p := range c.Programmes {
		if slices.ContainsFunc(indicators, func(i poverty.Indicator) bool { return i.Programme == p.ID }) {
			out = append(out, p)
		}
	}
	return out
}
