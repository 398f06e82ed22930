package ingest_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"reflect"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"tepat/geo/area"
	"tepat/geo/census"
	"tepat/geo/disclose"
	"tepat/geo/poverty"
	"tepat/ingest"
	"tepat/ingest/release"
	"tepat/store"
)

// standing is all that a release may be made of, and what decides how the next
// import goes, of those that were not withdrawn.
const standing = `
	select 'household ' || (to_jsonb(h) || jsonb_build_object('geom', st_asewkt(geom)))::text from register.household h
	union all select 'past ' || (to_jsonb(h) || jsonb_build_object('geom', st_asewkt(geom)))::text from register.household_past h
	union all select 'corrected ' || (to_jsonb(h) || jsonb_build_object('geom', st_asewkt(geom)))::text from register.household_corrected h
	union all select 'import ' || i::text from register.import i where withdrawn_at is null
	union all select 'edition ' || e::text from register.edition e
	union all select 'edition before ' || e::text from register.edition_past e
	union all select 'same ' || s::text from register.same_family s
	union all select 'member ' || m::text from register.membership m
	order by 1`

// withdraw withdraws an import and expects no error.
func (w *world) withdraw(id int64) poverty.Withdrawal {
	w.t.Helper()
	done, err := w.store.WithdrawImport(context.Background(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	return done
}

// TestWithdrawnImportsLeaveWhatWasBefore brings editions, corrections and lists
// one after another, takes them back from the last on, and finds each time what
// was there before, letter by letter; and what is brought again is as it was.
func TestWithdrawnImportsLeaveWhatWasBefore(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			w := newWorld(t)
			r := &regency{Rand: rand.New(rand.NewPCG(seed, 10)), old: seed%2 == 1}
			for range 150 {
				r.families = append(r.families, r.family())
			}
			type step struct {
				path   string
				name   poverty.Registry
				asOf   time.Time
				before []string
				id     int64
			}
			var steps []step
			asOf := time.Date(2020, 3, 31, 0, 0, 0, 0, time.UTC)
			for i := range 8 {
				r.step()
				s := step{w.file(r.lines(regencyColumns)...), poverty.DTSEN, asOf, w.ask(standing), 0}
				if i == 2 || i == 6 {
					s.name = poverty.DTKS
				}
				s.id = w.households(s.path, s.name, w.settings(s.asOf)).ID
				steps = append(steps, s)
				if i%3 != 1 { // else the next corrects this one
					asOf = asOf.AddDate(0, 3, 0)
				}
			}
			last := w.households(steps[7].path, poverty.DTSEN, w.settings(steps[7].asOf))
			if !last.Repeated {
				t.Fatal("the last file came in twice")
			}
			for i, s := range slices.Backward(steps) {
				w.withdraw(s.id)
				if now := w.ask(standing); !slices.Equal(now, s.before) {
					t.Fatalf("edition %d: not what was there before:\n%s", i, difference(now, s.before))
				}
				if i%2 == 0 { // as if it had never been taken back
					continue
				}
				again := w.households(s.path, s.name, w.settings(s.asOf))
				if again.Repeated || again.ID == s.id {
					t.Fatalf("edition %d is still known as import %d", i, again.ID)
				}
				w.withdraw(again.ID)
				if now := w.ask(standing); !slices.Equal(now, s.before) {
					t.Fatalf("edition %d the second time: not what was there before:\n%s", i, difference(now, s.before))
				}
			}
		})
	}
}

// TestAFileAgainAfterItsWithdrawal: it comes in as if for the first time, with
// the same outcome.
func TestAFileAgainAfterItsWithdrawal(t *testing.T) {
	w := newWorld(t)
	r := &regency{Rand: rand.New(rand.NewPCG(9, 10))}
	for range 150 {
		r.families = append(r.families, r.family())
	}
	w.households(w.file(r.lines(regencyColumns)...), poverty.DTSEN, w.settings(june))
	r.step()
	path := w.file(r.lines(regencyColumns)...)
	first := w.households(path, poverty.DTSEN, w.settings(september))
	held := func() []string {
		return w.ask(`
			select (to_jsonb(h) - 'personal' - 'import' || jsonb_build_object('geom', st_asewkt(geom)))::text from register.household h
			union all
			select (to_jsonb(h) - 'personal' - 'import' - 'ended_by' || jsonb_build_object('geom', st_asewkt(geom)))::text from register.household_past h
			order by 1`)
	}
	once := held()
	w.withdraw(first.ID)
	again := w.households(path, poverty.DTSEN, w.settings(september))
	if again.Repeated || fmt.Sprint(again.Counts) != fmt.Sprint(first.Counts) {
		t.Errorf("again %+v, first %+v", again.Counts, first.Counts)
	}
	if twice := held(); !slices.Equal(once, twice) {
		t.Errorf("the register differs:\n%s", difference(once, twice))
	}
}

func TestAListIsWithdrawn(t *testing.T) {
	w := newWorld(t)
	w.households(w.file(dtsen, line(1, "64.02.06.1001", 1, "", ""), line(2, "64.02.06.1001", 2, "", "")), poverty.DTSEN, w.settings(june))
	list := w.file("nik,nama", nik(1)+",Ibu Contoh 1", "123,Ibu Contoh 9,too many")
	first := w.recipients(list, "pkh", june)
	other := w.recipients(w.file("nik,nama", nik(2)+",Ibu Contoh 2"), "pkh", june)
	if done := w.withdraw(first.ID); done.Removed != 1 || done.Import.Withdrawn == "" {
		t.Errorf("%+v", done)
	}
	if left := w.ask(`select import::text from register.membership`); !slices.Equal(left, []string{fmt.Sprint(other.ID)}) {
		t.Errorf("lines of imports %v are left", left)
	}
	if n := w.ask(`select count(*)::text from register.fault where sealed is not null`); n[0] != "0" {
		t.Error("what was sealed of the list is left")
	}
	if r := w.recipients(list, "pkh", june); r.Repeated || r.Kept != 1 {
		t.Errorf("the list again: %+v", r)
	}
}

// TestWhatStands: an import is withdrawn once, from the last of its registry on.
func TestWhatStands(t *testing.T) {
	ctx, w := context.Background(), newWorld(t)
	first := w.households(w.file(dtsen, line(1, "64.02.06.1001", 1, "", "")), poverty.DTSEN, w.settings(june))
	second := w.households(w.file(dtsen, line(2, "64.02.06.1002", 1, "", "")), poverty.DTSEN, w.settings(june))
	w.households(w.file(dtsen, line(1, "64.02.06.1001", 2, "", "")), poverty.DTKS, w.settings(september))
	refused := func(id int64, why string) {
		t.Helper()
		var stands *poverty.StandsError
		if _, err := w.store.WithdrawImport(ctx, id); !errors.As(err, &stands) || !strings.Contains(err.Error(), why) {
			t.Errorf("import %d: %v, want %s", id, err, why)
		}
	}
	refused(first.ID, fmt.Sprintf("import %d of dtsen came after it", second.ID))
	w.withdraw(second.ID)
	refused(second.ID, "withdrawn before")
	w.exec(`update register.import set withdrawable = false where id = 1`)
	refused(first.ID, "before tepat kept")
	if _, err := w.store.WithdrawImport(ctx, 99); !errors.Is(err, poverty.ErrNotFound) {
		t.Errorf("import 99: %v", err)
	}
}

// ground is all that is known of areas and their codes.
const ground = `
	select 'area ' || (to_jsonb(a) || jsonb_build_object('geom', st_asewkt(geom)))::text from place.area a
	union all select 'area before ' || a.code || ' ' || a.ended_by from place.area_past a
	union all select 'link ' || c::text from place.crosswalk c
	union all select 'name ' || n::text from place.alias n
	union all select 'import ' || i::text from register.import i where withdrawn_at is null
	order by 1`

// TestWithdrawnAreasLeaveWhatWasBefore brings maps and lists of codes one after
// another, takes them back from the last on, and finds what was there before.
func TestWithdrawnAreasLeaveWhatWasBefore(t *testing.T) {
	ctx, w := context.Background(), newWorld(t)
	map2026 := areaSettings(area.Village)
	map2026.Vintage = "2026"
	links := ingest.CrosswalkSettings{System: area.Kemendagri, ToSystem: area.Kemendagri, From: "2020", To: "2022", Now: june}
	codes := textFile(t, "codes.csv", "old_code,old_name,new_code,new_name\n64.02.08.2001,Kedang Lama,64.02.19.2001,Kedang Ipil\n64.02.08.2002,Benua Baru,64.02.19.2003,Benua Baru\n")
	fewer := textFile(t, "fewer.csv", "old_code,old_name,new_code,new_name\n64.02.08.2001,Kedang Lama,64.02.19.2001,Kedang Ipil\n")
	names := textFile(t, "names.csv", "code,name\n64.02.19.2001,Kedang Lama\n64.02.19.2001,Kedang\n")
	bringMap := func(set ingest.AreaSettings, properties ...string) func() (*ingest.Report, error) {
		path := areasFile(t, properties...)
		return func() (*ingest.Report, error) { return ingest.Areas(ctx, path, set, w.store) }
	}
	type step struct {
		bring  func() (*ingest.Report, error)
		before []string
		id     int64
	}
	steps := []step{
		{bring: bringMap(areaSettings(area.Village), `"kode":"64.02.01.2001","nama":"Perian","kecamatan":"Muara Muntai"`, `"kode":"64.02.01.2002","nama":"Muara Leka"`)},
		{bring: bringMap(map2026, `"kode":"64.02.01.2001","nama":"Perian"`)},
		{bring: bringMap(areaSettings(area.Village), `"kode":"64.02.01.2001","nama":"Perian Baru","kecamatan":"Muara"`, `"kode":"64.02.01.2002","nama":"Muara Leka"`, `"kode":"64.02.01.2003","nama":"Muara Aloh"`)},
		{bring: bringMap(areaSettings(area.District), `"kode":"64.02.01","nama":"Muara Muntai"`)},
		{bring: func() (*ingest.Report, error) { return ingest.Crosswalk(ctx, codes, links, w.store) }},
		{bring: func() (*ingest.Report, error) { return ingest.Crosswalk(ctx, fewer, links, w.store) }},
		{bring: func() (*ingest.Report, error) { return ingest.Names(ctx, names, area.Kemendagri, june, w.store) }},
	}
	for i := range steps {
		steps[i].before = w.ask(ground)
		r, err := steps[i].bring()
		if err != nil {
			t.Fatalf("step %d: %v", i, err)
		}
		steps[i].id = r.ID
	}
	after := w.ask(ground)
	if links, err := w.store.Links(ctx); err != nil || len(links) != 2 {
		t.Errorf("links %v, %v", links, err)
	}
	var stands *poverty.StandsError
	if _, err := w.store.WithdrawImport(ctx, steps[0].id); !errors.As(err, &stands) || !strings.Contains(err.Error(), "came after it") {
		t.Errorf("the first map: %v", err)
	}
	// What one list says of two stays while the other stands.
	w.withdraw(steps[4].id)
	if links, err := w.store.Links(ctx); err != nil || len(links) != 1 {
		t.Errorf("links %v, %v", links, err)
	}
	if r, err := steps[4].bring(); err != nil || r.Repeated {
		t.Errorf("the list again: %+v, %v", r, err)
	} else {
		steps[4].id = r.ID
	}
	if now := w.ask(ground); len(now) != len(after) {
		t.Errorf("%d rows after the list came again, not %d", len(now), len(after))
	}
	for _, i := range []int{6, 4, 5} {
		w.withdraw(steps[i].id)
	}
	for i := 4; i >= 0; i-- {
		if i < 4 {
			w.withdraw(steps[i].id)
		}
		if !slices.Equal(w.ask(ground), steps[i].before) {
			t.Errorf("after step %d was withdrawn:\n%s\nbefore it came:\n%s", i, strings.Join(w.ask(ground), "\n"), strings.Join(steps[i].before, "\n"))
		}
	}
	if left := w.ask(`select code from place.area union all select code from place.area_past`); len(left) > 0 {
		t.Errorf("left of all: %q", left)
	}
}

// TestAMapComesBackWithAnotherColumn: what is kept of an area is named, whatever
// a later migration adds; and who is whose family does not hang on maps.
func TestAMapComesBackWithAnotherColumn(t *testing.T) {
	ctx, w := context.Background(), newWorld(t)
	w.exec(`alter table place.area add column remark text`)
	w.exec(`insert into register.same_family (family, same_as) values (2, 1)`)
	bringMap(t, w, "Perian")
	before := w.ask(ground)
	second := bringMap(t, w, "Perian Baru")
	w.withdraw(second)
	if now := w.ask(ground); !slices.Equal(now, before) {
		t.Errorf("now:\n%s\nbefore:\n%s", strings.Join(now, "\n"), strings.Join(before, "\n"))
	}
	r, err := ingest.Names(ctx, textFile(t, "names.csv", "code,name\n64.02.01.2001,Perian Lama\n"), area.Kemendagri, june, w.store)
	if err != nil {
		t.Fatal(err)
	}
	w.withdraw(r.ID)
	if n := w.ask(`select count(*)::text from register.same_family`); n[0] != "1" {
		t.Errorf("%s families are linked, not 1", n[0])
	}
}

// bringMap brings a map of one village and returns the import's number.
func bringMap(t *testing.T, w *world, name string) int64 {
	t.Helper()
	r, err := ingest.Areas(context.Background(), areasFile(t, `"kode":"64.02.01.2001","nama":"`+name+`"`), areaSettings(area.Village), w.store)
	if err != nil {
		t.Fatal(err)
	}
	return r.ID
}

// settle imports a map of one village, has families find it, and returns the number of the import.
func settle(t *testing.T, w *world, properties string) int64 {
	t.Helper()
	r, err := ingest.Areas(context.Background(), areasFile(t, properties), areaSettings(area.Village), w.store)
	if err != nil {
		t.Fatal(err)
	}
	areas, err := w.store.Areas(context.Background(), area.Kemendagri, "2025")
	if err != nil {
		t.Fatal(err)
	}
	w.places = ingest.NewPlaces(areas, nil, nil)
	return r.ID
}

// TestAreasWithFamiliesStand: who lives in a village holds its map.
func TestAreasWithFamiliesStand(t *testing.T) {
	ctx, w := context.Background(), newWorld(t)
	mapped := settle(t, w, `"kode":"64.02.01.2001","nama":"Perian"`)
	families := w.households(w.file(dtsen, line(1, "64.02.01.2001", 1, "", "")), poverty.DTSEN, w.settings(june))
	var stands *poverty.StandsError
	if _, err := w.store.WithdrawImport(ctx, mapped); !errors.As(err, &stands) || !strings.Contains(err.Error(), "withdraw those imports first") {
		t.Errorf("got %v", err)
	}
	// A newer map of the same village can go: the village was there before.
	newer, err := ingest.Areas(ctx, areasFile(t, `"kode":"64.02.01.2001","nama":"Perian Baru"`), areaSettings(area.Village), w.store)
	if err != nil {
		t.Fatal(err)
	}
	if done := w.withdraw(newer.ID); done.Restored == 0 || done.Removed != 0 {
		t.Errorf("%+v", done)
	}
	w.withdraw(families.ID)
	w.withdraw(mapped)
}

// A pause is a register of which something changes once it was read.
type pause struct {
	*store.Store
	then func()
}

func (p pause) ReadCensus(ctx context.Context, catalogue *poverty.Catalogue, key func(int64) uint32) (*census.Census, []area.Area, poverty.Release, error) {
	c, areas, about, err := p.Store.ReadCensus(ctx, catalogue, key)
	p.then()
	return c, areas, about, err
}

// TestReleasesAreMarkedByWhatTheyCount: what comes in, or is withdrawn, between
// the reading of the register and the publication is not what the release counts,
// or is.
func TestReleasesAreMarkedByWhatTheyCount(t *testing.T) {
	ctx, w := context.Background(), newWorld(t)
	mapped := settle(t, w, `"kode":"64.02.06.1001","nama":"Loa Tebu"`)
	counted := w.households(w.file(dtsen, line(1, "64.02.06.1001", 1, "", "")), poverty.DTSEN, w.settings(june))
	gone := w.households(w.file(dtsen, line(2, "64.02.06.1001", 1, "", "")), poverty.DTKS, w.settings(june))
	catalogue, err := poverty.LoadCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	order := release.Order{Audience: poverty.Planner, Catalogue: catalogue, Policy: disclose.PolicyFor(poverty.Planner)}
	var late *ingest.Report
	first, err := release.Build(ctx, pause{w.store, func() {
		late = w.households(w.file(dtsen, line(3, "64.02.06.1001", 1, "", "")), poverty.P3KE, w.settings(june))
		w.withdraw(gone.ID)
	}}, w.store, order)
	if err != nil {
		t.Fatal(err)
	}
	w.withdraw(late.ID)
	second, err := release.Build(ctx, w.store, w.store, order)
	if err != nil {
		t.Fatal(err)
	}
	listener := w.connect()
	if _, err := listener.Exec(ctx, `listen tepat_release`); err != nil {
		t.Fatal(err)
	}
	w.withdraw(counted.ID)
	soon, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if _, err := listener.WaitForNotification(soon); err != nil {
		t.Errorf("servers are not told: %v", err)
	}
	w.withdraw(mapped)
	served, err := store.OpenServe(ctx, w.url)
	if err != nil {
		t.Fatal(err)
	}
	defer served.Close()
	list, err := served.Releases(ctx)
	if err != nil {
		t.Fatal(err)
	}
	marked := map[int64][]int64{}
	for _, r := range list {
		for _, i := range r.Withdrawn {
			marked[r.ID] = append(marked[r.ID], i.ID)
		}
	}
	want := map[int64][]int64{first: {gone.ID, counted.ID, mapped}, second: {counted.ID, mapped}}
	if !reflect.DeepEqual(marked, want) {
		t.Errorf("marked are %v, want %v", marked, want)
	}
	if follows := list[0].Follows; !slices.Equal(follows, []int64{first}) {
		t.Errorf("the second release was held against %v", follows)
	}
}

// withdrawing is what the test program does when it is started to be killed
// while it takes an import back.
func withdrawing() {
	s, err := store.Open(context.Background(), os.Getenv("TEPAT_TEST_URL"))
	if err != nil {
		os.Exit(3)
	}
	s.WithdrawImport(context.Background(), 2)
	os.Exit(5)
}

// TestKilledWhileWithdrawing holds the last row that the withdrawal needs, kills
// it while it waits there, and finds everything as it was.
func TestKilledWhileWithdrawing(t *testing.T) {
	w := newWorld(t)
	w.households(w.edition(300, 1), poverty.DTSEN, w.settings(june))
	before := w.ask(standing)
	w.households(w.edition(300, 2), poverty.DTSEN, w.settings(september))
	after := w.ask(standing)
	ctx := context.Background()
	conn := w.connect()
	if _, err := conn.Exec(ctx, `begin; select from register.import where id = 2 for update`); err != nil {
		t.Fatal(err)
	}
	victim := exec.Command(os.Args[0])
	victim.Env = append(os.Environ(), "TEPAT_TEST_CRASH=withdraw", "TEPAT_TEST_URL="+w.url)
	if err := victim.Start(); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(20 * time.Second); w.ask(`select count(*)::text from pg_stat_activity where datname = current_database()
		and wait_event_type = 'Lock' and query like '%withdrawn_at = clock%'`)[0] == "0"; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the victim does not come to its last statement")
		}
	}
	victim.Process.Signal(syscall.SIGKILL)
	victim.Wait()
	if _, err := conn.Exec(ctx, `rollback`); err != nil {
		t.Fatal(err)
	}
	w.quiet()
	if now := w.ask(standing); !slices.Equal(now, after) {
		t.Errorf("the register changed:\n%s", difference(now, after))
	}
	w.withdraw(2)
	if now := w.ask(standing); !slices.Equal(now, before) {
		t.Errorf("withdrawn after all, it is not what was before:\n%s", difference(now, before))
	}
}

// TestAShortFileIsRefused: of a registry that holds 40 families in one village
// and 20 in another.
func TestAShortFileIsRefused(t *testing.T) {
	const a, b, c = "64.02.06.1001", "64.02.06.1002", "64.02.06.2003"
	lines := func(village string, from, to int) (lines []string) {
		for n := from; n < to; n++ {
			lines = append(lines, line(n, village, 1, "", ""))
		}
		return lines
	}
	for _, tc := range []struct {
		name   string
		lines  []string
		limit  float64
		closed int64
		want   string // in the reason; "" it is taken
	}{
		{"all but a few", slices.Concat(lines(a, 0, 36), lines(b, 40, 60)), 0.2, 4, ""},
		{"the first rows alone", slices.Concat(lines(a, 0, 3), lines(b, 40, 41)), 0.2, 0, "it lacks 56 of the 60 families"},
		{"another file", lines(a, 100, 140), 0.2, 0, "it lacks 40 of the 40 families"},
		{"so it is meant", lines(a, 100, 140), 1, 40, ""},
		{"one village", lines(a, 0, 40), 0.2, 0, ""},
		{"one village, and a stray row of the other", append(lines(a, 0, 40), lines(b, 40, 41)...), 0.5, 0, "64.02.06.1002 (19 of 20)"},
		{"the same, meant", append(lines(a, 0, 40), lines(b, 40, 41)...), 1, 19, ""},
		{"none may go", lines(a, 0, 39), 0, 0, "it lacks 1 of the 40 families"},
		{"a village that is new", lines(c, 200, 220), 0.2, 0, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := newWorld(t)
			w.households(w.file(slices.Concat([]string{dtsen}, lines(a, 0, 40), lines(b, 40, 60))...), poverty.DTSEN, w.settings(june))
			before := w.ask(standing)
			set := w.settings(september)
			set.CloseLimit = tc.limit
			path := w.file(append([]string{dtsen}, tc.lines...)...)
			report, err := ingest.Households(context.Background(), path, poverty.DTSEN, set, w.store, w.places, w.keys)
			var refused *ingest.RefusedError
			switch {
			case tc.want == "" && (err != nil || report.Counts.Closed != tc.closed):
				t.Errorf("%+v, %v; want %d closed", report, err, tc.closed)
			case tc.want != "" && (!errors.As(err, &refused) || !strings.Contains(err.Error(), tc.want) || !strings.Contains(err.Error(), "--close-limit")):
				t.Errorf("%v, want %q", err, tc.want)
			case tc.want != "" && !slices.Equal(w.ask(standing), before):
				t.Error("the register changed")
			}
			if tc.name == "one village" && !has(report, "E01", poverty.Warning, 20) {
				t.Errorf("nothing is said of the other village: %+v", report.Counts.Rules)
			}
		})
	}
}

// TestACorrectionSaysWhomItLeaves: it closes none, and what to do about that
// does what it says.
func TestACorrectionSaysWhomItLeaves(t *testing.T) {
	const a, b = "64.02.06.1001", "64.02.06.1002"
	w := newWorld(t)
	first := w.households(w.file(dtsen, line(1, a, 1, "", ""), line(2, a, 1, "", ""), line(3, a, 1, "", ""), line(4, b, 1, "", "")), poverty.DTSEN, w.settings(june))
	corrected := w.file(dtsen, line(1, a, 2, "", ""))
	r := w.households(corrected, poverty.DTSEN, w.settings(june))
	if r.Counts.Closed != 0 || !has(r, "E01", poverty.Warning, 3) {
		t.Errorf("%+v", r.Counts)
	}
	for _, want := range []string{"2 families in villages of the file", "closes none", "tepat imports withdraw", "and 1 families of the registry in villages that the file does not have"} {
		if !strings.Contains(r.Summary("en"), want) {
			t.Errorf("it does not say %q:\n%s", want, r.Summary("en"))
		}
	}
	w.withdraw(r.ID)
	w.withdraw(first.ID)
	if r = w.households(corrected, poverty.DTSEN, w.settings(june)); has(r, "E01", poverty.Warning, 3) || w.ask(`select count(*)::text from register.household`)[0] != "1" {
		t.Errorf("imported again: %+v", r.Counts)
	}
	all := w.households(w.file(dtsen, line(1, a, 3, "", "")), poverty.DTSEN, w.settings(june))
	for _, c := range all.Counts.Rules {
		if c.Rule == "E01" {
			t.Errorf("a correction that lacks nobody: %+v", c)
		}
	}
}

// TestAFileOfStrangersIsRefused: where the register holds 60 families of the
// registry in one village, and none in another.
func TestAFileOfStrangersIsRefused(t *testing.T) {
	const a, b = "64.02.06.1001", "64.02.06.1002"
	lines := func(village string, from, to int) (lines []string) {
		for n := from; n < to; n++ {
			lines = append(lines, line(n, village, 1, "", ""))
		}
		return lines
	}
	for _, tc := range []struct {
		name  string
		lines []string
		asOf  time.Time
		limit float64
		fresh int64
		want  string // in the reason; "" it is taken
	}{
		{"other families of the same date", lines(a, 100, 160), june, 0.5, 0, "60 of its 60 families"},
		{"beside those that it knows", lines(a, 0, 120), september, 0.5, 60, ""},
		{"and some more", lines(a, 0, 121), september, 0.5, 0, "61 of its 121 families"},
		{"meant", lines(a, 0, 121), september, 1, 61, ""},
		{"few", lines(a, 100, 149), june, 0.5, 49, ""},
		{"a village without an edition", lines(b, 100, 160), june, 0.5, 60, ""},
		{"families that have moved", slices.Concat(lines(a, 60, 70), lines(b, 0, 60)), june, 0.5, 10, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := newWorld(t)
			w.households(w.file(append([]string{dtsen}, lines(a, 0, 60)...)...), poverty.DTSEN, w.settings(june))
			before := w.ask(standing)
			set := w.settings(tc.asOf)
			set.NewLimit = tc.limit
			report, err := ingest.Households(context.Background(), w.file(append([]string{dtsen}, tc.lines...)...), poverty.DTSEN, set, w.store, w.places, w.keys)
			var refused *ingest.RefusedError
			switch {
			case tc.want == "" && (err != nil || report.Counts.New != tc.fresh):
				t.Errorf("%+v, %v; want %d new", report, err, tc.fresh)
			case tc.want != "" && (!errors.As(err, &refused) || !strings.Contains(err.Error(), tc.want) || !strings.Contains(err.Error(), "--new-limit")):
				t.Errorf("%v, want %q", err, tc.want)
			case tc.want != "" && !slices.Equal(w.ask(standing), before):
				t.Error("the register changed")
			}
		})
	}
}
