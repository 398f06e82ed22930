package api

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"tepat/geo/disclose"
	"tepat/geo/poverty"
)

// A Source is where releases are published: the store, seen with the eyes of
// a role that can read nothing else.
type Source interface {
	// Releases lists what was saved, in any order.
	Releases(ctx context.Context) ([]poverty.Release, error)
	// Latest returns the newest release of an audience, or poverty.ErrNotFound.
	Latest(ctx context.Context, audience poverty.Audience) (int64, error)
	LoadRelease(ctx context.Context, id int64) (*disclose.Release, error)
	// Watch calls changed at the start and whenever a release was published,
	// again after an error, until ctx ends. It tells heard, again and again,
	// whether the place where releases are kept answers: nil, or what is wrong.
	Watch(ctx context.Context, changed func(context.Context) error, heard func(error))
}

// A shelf holds the releases that may be served: what there is, in one value
// that is replaced as a whole, and those that are open.
type shelf struct {
	source   Source
	audience poverty.Audience // of the word latest, unless asked otherwise
	kept     int
	version  string
	maxAge   time.Duration

	display atomic.Pointer[display]
	looked  atomic.Bool   // once it has, what is not there does not exist
	turn    chan struct{} // one release is opened at a time: it needs all memory it can get

	mu    sync.Mutex
	open  map[int64]*edition
	uses  []int64 // of open, least recently used first
	pasts map[int64]*past
}

// A display is what there is to choose from at one moment.
type display struct {
	releases []*listing // newest first
	latest   map[poverty.Audience]int64
}

// A listing is a release that may be asked for, with what all answers from it share.
type listing struct {
	poverty.Release
	seal         string // begins their tags: another program or another publication has another
	whose        string // caches that may keep them: private or public
	cacheControl string
}

func newShelf(o Options) *shelf {
	s := &shelf{source: o.Releases, audience: poverty.Public, kept: o.Kept, version: o.Version, maxAge: o.MaxAge,
		turn: make(chan struct{}, 1), open: map[int64]*edition{}, pasts: map[int64]*past{}}
	if o.Audience == poverty.Planner {
		s.audience = poverty.Planner
	}
	s.display.Store(&display{})
	return s
}

// audiences returns whose releases may be seen here.
func (s *shelf) audiences() []poverty.Audience {
	if s.audience == poverty.Planner {
		return []poverty.Audience{poverty.Planner, poverty.Public}
	}
	return []poverty.Audience{poverty.Public}
}

// refresh looks what there is, opens the latest release, and only then shows
// both: until then, and when anything fails, the old ones are served.
func (s *shelf) refresh(ctx context.Context) error {
	all, err := s.source.Releases(ctx)
	if err != nil {
		return err
	}
	d := &display{latest: map[poverty.Audience]int64{}}
	for _, a := range s.audiences() {
		id, err := s.source.Latest(ctx, a)
		if errors.Is(err, poverty.ErrNotFound) {
			continue
		} else if err != nil {
			return err
		}
		d.latest[a] = id
	}
	for _, r := range all {
		if !r.PublishedAt.IsZero() && slices.Contains(s.audiences(), r.Audience) {
			d.releases = append(d.releases, s.list(r))
		}
	}
	slices.SortFunc(d.releases, func(a, b *listing) int { return int(b.ID - a.ID) })
	if id, ok := d.latest[s.audience]; ok {
		if _, err := s.edition(ctx, id); err != nil {
			return err
		}
	}
	s.display.Store(d)
	s.looked.Store(true)
	return nil
}

func (s *shelf) list(r poverty.Release) *listing {
	whose := "private"
	if r.Audience == poverty.Public {
		whose = "public"
	}
	return &listing{
		Release:      complete(r),
		seal:         sum(s.version, strconv.FormatInt(r.ID, 10), r.PublishedAt.UTC().Format(time.RFC3339Nano)),
		whose:        whose,
		cacheControl: whose + ", " + s.keeping(),
	}
}

// keeping says how long a client may keep a numbered answer. Only one that is
// kept for good is immutable: a browser does not ask for such again, even when told to reload.
func (s *shelf) keeping() string {
	text := fmt.Sprintf("max-age=%d", int(s.maxAge.Seconds()))
	if s.maxAge >= year {
		text += ", immutable"
	}
	return text
}

// complete gives a description empty lists where it has none, as JSON needs.
func complete(r poverty.Release) poverty.Release {
	r.Indicators = append([]poverty.ReleasedIndicator{}, r.Indicators...)
	r.Programmes = append([]poverty.Programme{}, r.Programmes...)
	r.Sources = append([]poverty.Source{}, r.Sources...)
	r.Shown = append([]poverty.Shown{}, r.Shown...)
	if r.Audience == poverty.Public {
		r.Follows = nil // some are of planners: that these were made is not the public's to know
	}
	if r.Plan != nil {
		// What was withheld by which rule is for who made the release: that a count
		// is below the threshold, and not withheld for others, says something of it.
		plan := *r.Plan
		plan.Withheld = nil
		r.Plan = &plan
	}
	if r.Unmatched == nil {
		r.Unmatched = map[string]int{}
	}
	for i := range r.Indicators {
		if r.Indicators[i].States == nil {
			r.Indicators[i].States = map[string]map[string]int{}
		}
	}
	return r
}

// ready says whether there is a release to serve.
func (s *shelf) ready() bool {
	_, ok := s.display.Load().latest[s.audience]
	return ok
}

// newest describes the latest release; false where there is none.
func (s *shelf) newest() (poverty.Release, bool) {
	d := s.display.Load()
	r, err := d.find(d.latest[s.audience])
	if err != nil {
		return poverty.Release{}, false
	}
	return r.Release, true
}

// latest returns the number of an audience's newest release; "" is the server's own audience.
func (s *shelf) latest(a poverty.Audience) (int64, error) {
	if a == "" {
		a = s.audience
	}
	if id, ok := s.display.Load().latest[a]; ok {
		return id, nil
	}
	return 0, s.missing(fmt.Errorf("there is no %s release here: %w", a, poverty.ErrNotFound))
}

// about describes the release of a number as it stands in a path.
func (s *shelf) about(number string) (*listing, error) {
	id, err := parse(number, 64)
	if err != nil {
		return nil, bad("a release is a number, or latest, not %q", number)
	}
	r, err := s.display.Load().find(id)
	if err != nil {
		return nil, s.missing(err)
	}
	return r, nil
}

// missing says that something is not there, or, before the shelf has looked
// what there is, that this is not known yet.
func (s *shelf) missing(err error) error {
	if s.looked.Load() {
		return err
	}
	return errNotYet
}

func (d *display) find(id int64) (*listing, error) {
	i := slices.IndexFunc(d.releases, func(r *listing) bool { return r.ID == id })
	if i < 0 {
		return nil, fmt.Errorf("there is no release %d here: %w", id, poverty.ErrNotFound)
	}
	return d.releases[i], nil
}

// loadFor is how long opening a release may take.
const loadFor = 2 * time.Minute

// edition returns an open release, reading it where it is not open yet.
func (s *shelf) edition(ctx context.Context, id int64) (*edition, error) {
	if e := s.use(id); e != nil {
		return e, nil
	}
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if e := s.use(id); e != nil {
		return e, nil // another has opened it meanwhile
	}
	// Others wait for it: a client that leaves does not stop it.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), loadFor)
	defer cancel()
	e, err := s.read(ctx, id)
	if err != nil {
		return nil, err
	}
	s.keep(id, e)
	return e, nil
}

func (s *shelf) read(ctx context.Context, id int64) (*edition, error) {
	r, err := s.load(ctx, id)
	if err != nil {
		return nil, err
	}
	return newEdition(ctx, r)
}

func (s *shelf) load(ctx context.Context, id int64) (*disclose.Release, error) {
	r, err := s.source.LoadRelease(ctx, id)
	if err != nil && !errors.Is(err, poverty.ErrNotFound) {
		return nil, errors.Join(errAway, err)
	}
	return r, err
}

// use returns an open release and marks it as used; nil where it is not open.
func (s *shelf) use(id int64) *edition {
	s.mu.Lock()
	defer s.mu.Unlock()
	e, ok := s.open[id]
	if ok && s.uses[len(s.uses)-1] != id {
		s.uses = append(slices.DeleteFunc(s.uses, func(u int64) bool { return u == id }), id)
	}
	return e
}

// keep adds an open release and closes those that were used longest ago,
// though never what is served as the latest.
func (s *shelf) keep(id int64, e *edition) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open[id] = e
	s.uses = append(s.uses, id)
	latest := s.display.Load().latest[s.audience]
	for len(s.uses) > s.kept+1 {
		i := slices.IndexFunc(s.uses, func(u int64) bool { return u != latest })
		delete(s.open, s.uses[i])
		s.uses = slices.Delete(s.uses, i, i+1)
	}
}
