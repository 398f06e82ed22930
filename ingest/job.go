package ingest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"time"

	"tepat/geo/poverty"
	"tepat/ingest/locate"
	"tepat/ingest/registry"
	"tepat/ingest/say"
	"tepat/ingest/seal"

	"golang.org/x/sync/errgroup"
)

// readingVersion tells one way of reading rows from another: raise it where a
// file that came in before should come in anew.
const readingVersion = 6

// A job is one file on its way in.
type job struct {
	set     Settings
	into    Register
	places  *Places
	keys    *seal.Keys
	content registry.Content
	report  *Report
	file    *registry.File
	table   *registry.Table
	format  locate.Format

	intake     poverty.Intake
	rounding   registry.Rounding
	seen       ids // records that are new to the register
	niks       ids // hashed
	cards      ids // hashed
	cardTwice  bool
	stacks     stacks           // of located families
	crowd      int64            // of these, those that came to a spot that was full
	older      int64            // rows of which the register holds a later record
	passedOver int64            // rows of sheets that are not read
	listed     map[string]int64 // rows by rule of [listed]
	touched    uint64           // means nothing
	shifts     shifts
	rows       func(text string) uint64 // hashes them
	expected   int                      // rows, as the first batch lets guess; 0 not known
}

func newJob(kind, name string, content registry.Content, set Settings, into Register, places *Places, keys *seal.Keys) *job {
	return &job{set: set, into: into, places: places, keys: keys, content: content, report: &Report{Import: poverty.Import{
		Kind: kind, Name: name, AsOf: set.AsOf.Format(time.DateOnly), System: string(set.System), Vintage: set.Vintage,
		Started: set.Now.UTC().Format(time.RFC3339),
	}}}
}

// An examiner reads the rows of a batch, places and seals them. It belongs to
// one goroutine; nothing it does depends on another batch.
type examiner interface {
	examine(*work)
}

// work is a batch on its way through a job.
type work struct {
	batch *registry.Batch
	done  chan struct{}
	found
}

// found is what an examiner found in a batch. It is used again for another.
type found struct {
	records  []record
	members  []poverty.Membership
	faults   []poverty.Fault
	rules    tally
	rounding registry.Rounding
	rows     int64
	arena    []byte // of all hashes and sealed values
	sheet    string
	points   []taken // on the sheet
}

// A record is a row that was examined, in the order of the file.
type record struct {
	poverty.Household
	sheet   string
	row     int64
	rows    int64
	aside   bool  // the row is not used; only ID and rows count
	known   bool  // ID is set
	located bool  // Loc is its place; Cell is set where it is not the same
	same    bool  // the register holds it as it is; it is not sealed
	nik     int64 // hash of a sound NIK; 0 where there is none
	card    int64 // hash of a sound KK; 0 where there is none
	read    poverty.Reading
}

// run brings the file in: it reads it once for its hash, asks whether it came
// before, and lets flow bring its rows into the intake.
func (j *job) run(ctx context.Context, path string, flow func(context.Context) error) (_ *Report, err error) {
	if err := j.places.checkVintage(j.set.System, j.set.Vintage); err != nil {
		return nil, err
	}
	// The places are built while the file is hashed and the register looks up
	// what it holds.
	var building errgroup.Group
	building.Go(j.places.open)
	defer building.Wait()
	if j.file, err = registry.Open(path); err != nil {
		return nil, err
	}
	defer j.file.Close()
	r := j.report
	r.File, r.SHA256, r.Settings = j.file.Name, j.file.SHA256, j.settings()
	if err = j.into.FindImport(ctx, &r.Import); err == nil {
		r.Repeated = true
		return r, nil
	} else if !errors.Is(err, poverty.ErrNotFound) {
		return nil, err
	}
	if err := j.open(); err != nil {
		return nil, err
	}
	defer j.table.Close()
	if err := j.checkTwin(ctx); err != nil {
		return nil, err
	}
	err = j.into.Import(ctx, &r.Import, j.set.TempDir, func(intake poverty.Intake) error {
		if err := building.Wait(); err != nil {
			return err
		}
		j.intake = intake
		return flow(ctx)
	}, j.wrote)
	err = r.cameMeanwhile(ctx, err, j.into.FindImport)
	err = j.inTheWay(err)
	r.sort()
	var refused *RefusedError
	if errors.As(err, &refused) {
		return nil, refused // it was not the store that refused
	} else if err != nil {
		return nil, err
	}
	return r, nil
}

// inTheWay turns what the register holds against a file into a refusal.
func (j *job) inTheWay(err error) error {
	var (
		older *poverty.OlderEditionError
		list  *poverty.OlderListError
		twin  *poverty.TwinError
	)
	switch {
	case errors.As(err, &older):
		return j.refuse(say.RefusedOlder,
			j.places.code(older.Village), older.AsOf.Format(time.DateOnly))
	case errors.As(err, &list):
		return j.refuse(say.RefusedOlderList,
			j.report.Name, list.AsOf, list.ID, list.ID)
	case errors.As(err, &twin):
		return j.refuseTwin(twin.Import)
	}
	return err
}

// checkTwin refuses the file that came in before as something else, unless it is
// meant so, or the file has a column of its own for the programme.
func (j *job) checkTwin(ctx context.Context) error {
	if j.set.SameContent || j.table.Flagged() {
		return nil
	}
	twin, err := j.into.FindTwin(ctx, &j.report.Import)
	if errors.Is(err, poverty.ErrNotFound) {
		return nil
	} else if err != nil {
		return err
	}
	return j.refuseTwin(twin)
}

func (j *job) refuseTwin(twin poverty.Import) error {
	return j.refuse(say.RefusedTwin,
		twin.Name, twin.ID, twin.AsOf, twin.ID)
}

// settings tells what else decides the outcome of an import.
func (j *job) settings() string {
	return fmt.Sprintf("reading=%d as-of=%s codes=%s:%s sheet=%q mapping=%s areas=%s key=%d", readingVersion, j.report.AsOf,
		j.set.System, j.set.Vintage, j.set.Sheet, j.set.Mapping.Fingerprint(), j.places.fingerprint(), j.keys.ID())
}

// refuse makes the error that says why nothing was kept.
func (j *job) refuse(why poverty.Text, args ...any) error {
	return j.report.refuse(why, args...)
}

// open finds the header and holds a first sample against what was declared.
func (j *job) open() (err error) {
	j.table, err = j.file.Table(registry.Options{
		Content: j.content, Programme: j.report.Name, Mapping: j.set.Mapping, Sheet: j.set.Sheet, TempDir: j.set.TempDir,
	})
	if unusable(err) {
		return j.refuse(say.Of(err))
	} else if err != nil {
		return err
	}
	j.report.Counts.NotRead = j.table.NotRead()
	j.countPassedOver()
	sample, err := j.sample()
	if err == nil {
		err = j.check(sample)
	} else if unusable(err) {
		err = j.refuse(say.Of(err))
	}
	if err != nil {
		j.table.Close()
	}
	return err
}

// unusable says whether an error of the registry lies in the file itself.
func unusable(err error) bool {
	return slices.ContainsFunc([]error{
		registry.ErrNotTable, registry.ErrArchive, registry.ErrNoSheet, registry.ErrNoHeader, registry.ErrNoRows,
		registry.ErrRegister, registry.ErrList, registry.ErrOpenQuote, registry.ErrLongRow,
	}, func(of error) bool { return errors.Is(err, of) })
}

// ErrNoSystem says that a file has village codes of an undeclared system. The
// same digits name other places in another system.
var ErrNoSystem = errors.New("the file has village codes: say whether they are of kemendagri or bps")

// check holds a sample of the file against what was declared, and decides how
// its columns of coordinates are written.
func (j *job) check(sample []registry.Family) error {
	var lon, lat []string
	for i := range sample {
		f := &sample[i]
		lon, lat = append(lon, f.Longitude), append(lat, f.Latitude)
		if j.set.System == "" && (f.VillageCode != "" || isCode(f.Village)) {
			return fmt.Errorf("ingest: %s: %w", j.file.Name, ErrNoSystem)
		}
	}
	j.format = locate.Sniff(lon, lat)
	if err := j.places.checkCodes(j.set.System, j.set.Vintage, sample); err != nil {
		return j.refuse(misdeclared(err))
	}
	return nil
}

// sample returns the families of the first batch, which will be read again.
func (j *job) sample() ([]registry.Family, error) {
	b, err := j.table.Next()
	if errors.Is(err, io.EOF) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	j.table.Unread(b)
	if done, total := j.table.Done(); done > 0 {
		const leastRow = 100 // bytes; a file of blank lines must not ask for memory
		j.expected = int(min(b.Rows()*total/done, total/leastRow))
	}
	var sample []registry.Family
	for f := range j.table.Reader(j.set.AsOf).Families(b) {
		sample = append(sample, *f)
	}
	return sample, nil
}

// each lets the batches of the file pass through examiners on all cores, and
// hands what they found to take, in the order of the file.
func (j *job) each(ctx context.Context, examiner func() examiner, take func(*work) error) error {
	n := runtime.GOMAXPROCS(0)
	todo, ordered, idle := make(chan *work), make(chan *work, 2*n), make(chan *work, 2*n+2)
	for range cap(idle) {
		idle <- &work{}
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		defer close(todo)
		defer close(ordered)
		return j.read(ctx, idle, todo, ordered)
	})
	for range n {
		group.Go(func() error {
			e := examiner()
			for w := range todo {
				e.examine(w)
				close(w.done)
			}
			return nil
		})
	}
	group.Go(func() error {
		for w := range ordered {
			select {
			case <-w.done:
			case <-ctx.Done():
				return ctx.Err()
			}
			if err := j.gather(w, take); err != nil {
				return err
			}
			idle <- w
		}
		return nil
	})
	err := group.Wait()
	if unusable(err) { // said only now that nobody writes the report any more
		return j.refuse(say.Of(err))
	}
	return err
}

// read hands out the batches of the file, in order, to whoever is free.
func (j *job) read(ctx context.Context, idle <-chan *work, todo, ordered chan<- *work) error {
	for {
		b, err := j.table.Next()
		if errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		j.progress()
		var w *work
		select {
		case w = <-idle:
		case <-ctx.Done():
			return ctx.Err()
		}
		w.batch, w.done = b, make(chan struct{})
		for _, to := range []chan<- *work{ordered, todo} {
			select {
			case to <- w:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}
}

// gather adds a batch to the report and lets take have its records.
func (j *job) gather(w *work, take func(*work) error) error {
	r := j.report
	r.Read += w.rows
	j.rounding.Add(w.rounding)
	if found := cmp.Or(w.rounding.FoundInPart(), j.rounding.FoundInPart()); found != (poverty.Text{}) {
		return j.refuseRounded(say.Fill(say.RoundedAt, found, w.batch.Where()))
	}
	for _, c := range w.rules {
		r.count(c.Rule, c.Severity, c.Message, c.Rows)
	}
	for i := range w.faults {
		if err := j.fault(&w.faults[i]); err != nil {
			return err
		}
	}
	j.shifts.add(w.sheet, w.points)
	return take(w)
}

// maxListed is how many rows of a rule of [listed] stand in the report and in
// the register: where a whole column is written so, each says the same.
const maxListed = 10_000

func (j *job) fault(f *poverty.Fault) error {
	if listed[f.Rule] && (f.Severity == poverty.Read || f.Rule == stackedRule.ID || f.Rule == locate.Half || f.Rule == locate.Link) {
		if j.listed == nil {
			j.listed = map[string]int64{}
		}
		if j.listed[f.Rule]++; j.listed[f.Rule] > maxListed {
			j.report.omit(f)
			return nil
		}
	}
	j.report.fault(*f)
	return j.intake.AddFault(f)
}

// refuseRounded refuses a file for what its numbers show.
func (j *job) refuseRounded(found poverty.Text) error {
	return j.refuse(say.RefusedRounded, found)
}

// checkRows refuses, after the last row, the file of which numbers were rounded
// or too many rows set aside.
func (j *job) checkRows() error {
	if found := j.rounding.Found(); found != (poverty.Text{}) {
		return j.refuseRounded(found)
	}
	r := j.report
	if found, rows := j.rounding.Doubtful(); found != (poverty.Text{}) {
		rule := registry.NumbersDoubtful
		r.count(rule.ID, rule.Severity, say.Fill(say.Doubtful, found, rule.Message), rows)
	}
	if j.passedOver > r.Read && j.passedOver >= passedLeast {
		return j.refuse(say.RefusedPassedOver, j.passedWords())
	}
	if float64(r.Aside-j.older) <= j.set.AsideLimit*float64(r.Read) {
		return nil
	}
	return j.refuse(say.RefusedAside, r.Aside-j.older, r.Read, say.Decimal("%g %%", 100*j.set.AsideLimit))
}

// passedOver is the rule of sheets that are not read. Below passedLeast rows
// they may be a word on the cover.
const (
	passedOver  = "R03"
	passedLeast = 10
)

func (j *job) countPassedOver() {
	for _, s := range j.table.PassedOver() {
		j.passedOver += s.Rows
	}
	if j.passedOver > 0 {
		j.report.count(passedOver, poverty.Warning, j.passedWords(), j.passedOver)
	}
}

// passedWords names the sheets that are not read, with their rows.
func (j *job) passedWords() poverty.Text {
	const told = 5
	sheets := j.table.PassedOver()
	var words []poverty.Text
	for _, s := range sheets[:min(told, len(sheets))] {
		words = append(words, say.Plain(fmt.Sprintf("%q (%d)", s.Sheet, s.Rows)))
	}
	if n := len(sheets) - told; n > 0 {
		words = append(words, say.Fill(say.AndMore, n))
	}
	return say.Fill(say.PassedOver, say.Join(words, ", "))
}

// progress tells how far reading is. What is new is written meanwhile.
func (j *job) progress() {
	if j.set.Progress == nil {
		return
	}
	done, total := j.table.Done()
	if total > 0 {
		done = min(done*progressRead/total, progressRead)
		total = progressWhole
	}
	j.set.Progress(done, total)
}

// Of the whole way, the part that is reading; the rest is making keys and
// writing what has changed.
const (
	progressRead  = 900
	progressWhole = 1000
)

func (j *job) wrote(done, total int64) {
	if j.set.Progress != nil && total > 0 {
		j.set.Progress(progressRead+done*(progressWhole-progressRead)/total, progressWhole)
	}
}

// findings turns what the reader found in a row into faults of the report.
func (w *work) findings(f *registry.Family) {
	for _, found := range f.Faults {
		w.faults = append(w.faults, poverty.Fault{
			Sheet: f.Sheet, Row: found.Row, Column: found.Column,
			Rule: found.ID, Message: found.Message, Severity: found.Severity,
		})
	}
}

func (w *work) reset() {
	f := &w.found
	*f = found{records: f.records[:0], members: f.members[:0], faults: f.faults[:0], rules: f.rules[:0], arena: f.arena[:0], points: f.points[:0]}
}

// keep puts b at the end of the batch's arena; what lies there stays valid
// until the batch is taken. Nothing is nil.
func (w *work) keep(fill func(dst []byte) []byte) []byte {
	n := len(w.arena)
	w.arena = fill(w.arena)
	if len(w.arena) == n {
		return nil
	}
	return slices.Clip(w.arena[n:])
}
