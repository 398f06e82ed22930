package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"tepat/geo/disclose"
	"tepat/geo/poverty"
	"tepat/geo/reach"
	"tepat/geo/sharedtest"
	"tepat/ingest"
	"tepat/ingest/seal"
	"tepat/store/local"

	"github.com/spf13/pflag"
)

// TestMain lets the test binary be tepat itself, for tests that kill it.
func TestMain(m *testing.M) {
	if os.Getenv("TEPAT_TEST_AS_PROGRAM") != "" {
		main()
		return
	}
	os.Setenv("LC_ALL", "C") // reports are said in the language of the environment
	os.Exit(m.Run())
}

// folder makes a data folder that the system's postgres user can enter, and
// stops a cluster that a killed program left behind.
func folder(t *testing.T) string {
	t.Helper()
	top, err := os.MkdirTemp("", "tepat-e2e-*")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(top, 0o711); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(top, "tepat")
	t.Cleanup(func() {
		if exists(filepath.Join(dir, "pg", "postmaster.pid")) {
			if c, err := local.Start(context.Background(), dir); err == nil {
				c.Stop()
			}
		}
		os.RemoveAll(top)
	})
	return dir
}

// tepat runs a verb in this process and returns its exit code and output.
func tepat(t *testing.T, words ...string) (code int, out, err string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(context.Background(), words, streams{&o, &e})
	return code, o.String(), e.String()
}

// must runs a verb that has to succeed.
func must(t *testing.T, words ...string) string {
	t.Helper()
	code, out, err := tepat(t, words...)
	if code != exitDone {
		t.Fatalf("tepat %s: exit %d\n%s%s", strings.Join(words, " "), code, out, err)
	}
	return out
}

func decode[T any](t *testing.T, text string) (v T) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v in %.200s", err, text)
	}
	return v
}

// TestWholeWay takes a made-up regency from files to released figures, as the
// README tells it, on one cluster that stays up between the verbs.
func TestWholeWay(t *testing.T) {
	dir, files := folder(t), t.TempDir()
	cluster, err := local.Start(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer cluster.Stop()
	at := "--dir=" + dir

	must(t, "synth", "--out", files, "--households=4000", "--villages=60")
	must(t, "migrate", at)
	must(t, "import", "areas", filepath.Join(files, "areas.geojson"), "--level=village", "--code-system=kemendagri", "--vintage=2025", at)

	var kept int64
	for _, f := range []struct{ words, file string }{
		{"import households --registry=p3ke --as-of=2024-06-30", "households-p3ke.xlsx"},
		{"import households --registry=dtsen --as-of=2025-06-30 --code-system=kemendagri", "households-dtsen.csv"},
		{"import recipients --programme=pkh --as-of=2025-06-30 --code-system=kemendagri", "recipients-pkh.csv"},
		{"import recipients --programme=bpnt --as-of=2025-06-30 --code-system=kemendagri", "recipients-sembako.csv"},
	} {
		words := append(strings.Fields(f.words), filepath.Join(files, f.file), "--json", at)
		report := decode[ingest.Report](t, must(t, words...))
		if report.Read == 0 || report.Kept+report.Aside != report.Read || report.Aside*20 > report.Read {
			t.Errorf("%s: %d read, %d kept, %d aside", f.file, report.Read, report.Kept, report.Aside)
		}
		if report.Name == "dtsen" {
			kept = report.Counts.Records
		}
		again := decode[ingest.Report](t, must(t, words...))
		if !again.Repeated || again.ID != report.ID {
			t.Errorf("%s a second time: repeated %v, import %d after %d", f.file, again.Repeated, again.ID, report.ID)
		}
	}

	for _, register := range []string{"households-p3ke.xlsx", "households-dtsen.csv"} {
		code, _, said := tepat(t, "import", "recipients", filepath.Join(files, register), "--programme=pkh", "--as-of=2025-06-30", "--code-system=kemendagri", at)
		if code != exitRefused || !strings.Contains(said, "it is a register") {
			t.Errorf("%s as a list: exit %d, %s", register, code, said)
		}
	}
	testTwoAtOnce(t, at, filepath.Join(files, "recipients-uep.csv"))

	release := decode[poverty.Release](t, must(t, "release", "--audience=planner", "--json", at))
	families, located := release.Families, release.Located
	if families == nil || located == nil || int64(*families) < kept || *located == 0 || *located > *families || release.K != 5 {
		t.Errorf("release of %s families (%s located, k %d); DTSEN has %d", told(families), told(located), release.K, kept)
	}
	list := decode[[]poverty.Release](t, must(t, "releases", "--json", at))
	if len(list) != 1 || list[0].ID != release.ID {
		t.Errorf("releases lists %d", len(list))
	}
	testExport(t, at, release)
	testQuestion(t, at)
	testAside(t, at, dir)
	testWithdrawal(t, at, files)
	if code, out, _ := tepat(t, "doctor", at); code != exitDone {
		t.Errorf("doctor: exit %d\n%s", code, out)
	}
	testLostKey(t, at, dir, filepath.Join(files, "recipients-pkh.csv"))
}

// testLostKey takes the key file away, and puts another in its place: nothing
// is imported under a key that is not the register's, and none is made.
func testLostKey(t *testing.T, at, dir, file string) {
	t.Helper()
	key := filepath.Join(dir, "key")
	right, err := os.ReadFile(key)
	if err != nil {
		t.Fatal(err)
	}
	again := []string{"import", "recipients", file, "--programme=pkh", "--as-of=2025-07-31", "--code-system=kemendagri", at}
	if err := os.Remove(key); err != nil {
		t.Fatal(err)
	}
	if code, _, said := tepat(t, again...); code != exitFailed || !strings.Contains(said, "is missing") {
		t.Errorf("without the key file: exit %d, %s", code, said)
	}
	if code, _, said := tepat(t, "imports", "1", "--aside", filepath.Join(t.TempDir(), "aside.json"), at); code != exitFailed || !strings.Contains(said, "is missing") {
		t.Errorf("rows set aside without the key file: exit %d, %s", code, said)
	}
	if _, err := os.Stat(key); err == nil {
		t.Error("another key file was made")
	}
	if _, err := seal.Load(key); err != nil { // a new one
		t.Fatal(err)
	}
	if code, _, said := tepat(t, again...); code != exitFailed || !strings.Contains(said, "not the one") {
		t.Errorf("with another key file: exit %d, %s", code, said)
	}
	if code, out, _ := tepat(t, "doctor", at); code == exitDone {
		t.Errorf("doctor finds nothing wrong with another key file:\n%s", out)
	}
	if err := os.WriteFile(key, right, 0o600); err != nil {
		t.Fatal(err)
	}
	must(t, again...)
}

// testTwoAtOnce imports one file from two programs at the same time: one brings
// it in, the other says that it came in before.
func testTwoAtOnce(t *testing.T, at, file string) {
	t.Helper()
	type result struct {
		code int
		out  string
	}
	done := make(chan result)
	for range 2 {
		go func() {
			var o, e bytes.Buffer
			code := run(context.Background(), []string{"import", "recipients", file, "--programme=uep", "--as-of=2025-06-30",
				"--code-system=kemendagri", "--json", at}, streams{&o, &e})
			done <- result{code, o.String()}
		}()
	}
	repeated := 0
	for range 2 {
		r := <-done
		if r.code != exitDone {
			t.Fatalf("exit %d: %s", r.code, r.out)
		}
		if decode[ingest.Report](t, r.out).Repeated {
			repeated++
		}
	}
	if repeated != 1 {
		t.Errorf("%d of two say that the file came in before, want 1", repeated)
	}
}

// testExport reads the village table back: every figure that is shown sums to
// no more than the release's families, and states are the four words.
func testExport(t *testing.T, at string, release poverty.Release) {
	t.Helper()
	out := filepath.Join(t.TempDir(), "areas.csv")
	must(t, "export", "areas", "--release=1", "--format=csv", "--out", out, at)
	f, err := os.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 61 {
		t.Errorf("%d lines of villages, want 60 and a head", len(rows))
	}
	state := slices.Index(rows[0], "coverage_pkh_state")
	if state < 0 {
		t.Fatalf("no coverage of PKH in %v", rows[0])
	}
	for _, r := range rows[1:] {
		if !slices.Contains([]string{"value", "zero", "no_data", "withheld"}, r[state]) {
			t.Errorf("state %q", r[state])
		}
	}
	cells := filepath.Join(t.TempDir(), "cells.geojson")
	must(t, "export", "cells", "--release=1", "--out", cells, at)
	if text, err := os.ReadFile(cells); err != nil || !json.Valid(text) {
		t.Errorf("cells.geojson is no JSON: %v", err)
	}
}

// testQuestion holds the ranking of villages against the figures that are
// exported, and a budget against what there is to share.
func testQuestion(t *testing.T, at string) {
	t.Helper()
	a := decode[reach.Answer](t, must(t, "under-covered", "--programme=pkh", "--limit=0", "--format=json", at))
	out := filepath.Join(t.TempDir(), "villages.csv")
	must(t, "export", "areas", "--release", strconv.FormatInt(a.Release, 10), "--format=csv", "--out", out, at)
	f, err := os.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	code, gap := slices.Index(rows[0], "code"), slices.Index(rows[0], "gap_pkh")
	figures, sum := map[string]string{}, 0
	for _, r := range rows[1:] {
		figures[r[code]] = r[gap]
	}
	for _, p := range a.Places {
		if sum += p.Missed; figures[p.Code] != strconv.Itoa(p.Missed) {
			t.Errorf("%s misses %d, its exported gap is %q", p.Code, p.Missed, figures[p.Code])
		}
	}
	if len(a.Places) < 10 || sum != a.Gap.NotReached || len(a.Places)+len(a.Withheld)+len(a.NoData)+len(a.NobodyEligible) != len(rows)-1 {
		t.Errorf("%d places miss %d of a gap of %d; %d villages in all", len(a.Places), sum, a.Gap.NotReached, len(rows)-1)
	}
	for _, language := range []string{"id", "en"} {
		if table := must(t, "under-covered", "--strategy=A", "--limit=3", "--language", language, at); strings.Count(table, "\n") < 5 {
			t.Errorf("a table in %s:\n%s", language, table)
		}
	}
	b := decode[reach.Allocation](t, must(t, "allocate", "--programme=pkh", "--budget=30000000", "--unit-cost=3000000", "--format=json", at))
	if b.Packages != 10 || b.Given != min(10, sum) {
		t.Errorf("%d packages, %d given, for %d families", b.Packages, b.Given, sum)
	}
	must(t, "allocate", "--programme=pkh", "--budget=30000000", "--unit-cost=3000000", at)
	testTargeting(t, at, a)
}

// testTargeting holds the table by desil against the ranking: one gap, one
// coverage, but for the villages that the ranking withholds.
func testTargeting(t *testing.T, at string, ranked reach.Answer) {
	t.Helper()
	a := decode[reach.Targeting](t, must(t, "targeting", "--programme=pkh", "--format=json", at))
	missed, eligible := a.Measures.ExclusionError.Part-ranked.Gap.NotReached, a.Measures.Coverage.Whole-ranked.Gap.Eligible
	if apart := len(ranked.Withheld) > 0; a.Withheld || missed < 0 || eligible < missed || !apart && eligible != 0 {
		t.Errorf("of %d eligible %d are not reached in the ranking; by desil %d of %d", ranked.Gap.Eligible, ranked.Gap.NotReached, a.Measures.ExclusionError.Part, a.Measures.Coverage.Whole)
	}
	if out := must(t, "targeting", "--programme=pkh", "--language=en", at); !strings.Contains(out, "exclusion error") || strings.Count(out, "\n") < 18 {
		t.Errorf("the table is\n%s", out)
	}
	if rows, err := csv.NewReader(strings.NewReader(must(t, "targeting", "--programme=pkh", "--format=csv", at))).ReadAll(); err != nil || len(rows) != 12 {
		t.Errorf("%d lines of CSV, %v", len(rows), err)
	}
	d := decode[reach.Deprivation](t, must(t, "deprivation", "--format=json", at))
	if d.Withheld || d.Headcount == nil || len(d.Items) != 6 {
		t.Errorf("houses: %+v", d)
	}
	if out := must(t, "deprivation", "--language=en", at); !strings.Contains(out, "No toilet of its own") {
		t.Errorf("the table of houses is\n%s", out)
	}
	must(t, "deprivation", "--format=csv", at)
	if code, _, _ := tepat(t, "targeting", "--programme=uang", at); code != exitUsage {
		t.Errorf("an unknown programme: exit %d, want %d", code, exitUsage)
	}
}

// testAside finds the rows that were set aside again, by key.
// testWithdrawal takes a short file for a new edition, and takes that back.
func testWithdrawal(t *testing.T, at, files string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(files, "households-dtsen.csv"))
	if err != nil {
		t.Fatal(err)
	}
	short := filepath.Join(t.TempDir(), "short.csv")
	if err := os.WriteFile(short, []byte(strings.Join(strings.SplitAfter(string(text), "\n")[:200], "")), 0o600); err != nil {
		t.Fatal(err)
	}
	words := []string{"import", "households", short, "--registry=dtsen", "--as-of=2025-09-30", "--code-system=kemendagri", "--json", at}
	if code, _, said := tepat(t, words...); code != exitRefused || !strings.Contains(said, "--close-limit") {
		t.Errorf("a short file: exit %d, %s", code, said)
	}
	report := decode[ingest.Report](t, must(t, append(words, "--close-limit=1")...))
	if report.Counts.Closed == 0 {
		t.Errorf("%+v", report.Counts)
	}
	id := strconv.FormatInt(report.ID, 10)
	done := decode[poverty.Withdrawal](t, must(t, "imports", "withdraw", id, "--json", at))
	if want := report.Counts.Closed + report.Counts.Changed; done.Restored != want || done.Removed != report.Counts.New+report.Counts.Changed {
		t.Errorf("%d records removed and %d put back, of %+v", done.Removed, done.Restored, report.Counts)
	}
	if code, _, said := tepat(t, "imports", "withdraw", id, at); code != exitRefused || !strings.Contains(said, "withdrawn before") {
		t.Errorf("a second time: exit %d, %s", code, said)
	}
	for _, want := range []string{"was withdrawn at", "import " + id + ": short.csv, households of dtsen as of 2025-09-30, codes of kemendagri, imported 20"} {
		if list := must(t, "imports", id, at); !strings.Contains(list, want) {
			t.Errorf("its report does not say %q:\n%s", want, list)
		}
	}
	t.Setenv("LC_ALL", "id_ID.UTF-8")
	for _, want := range []string{"ditarik pada", "impor " + id + ": short.csv, keluarga dtsen tanggal 2025-09-30, kode kemendagri, diimpor 20", "baris dibaca"} {
		if list := must(t, "imports", id, at); !strings.Contains(list, want) {
			t.Errorf("its report does not say %q:\n%s", want, list)
		}
	}
	if code, out, said := tepat(t, words...); code != exitRefused || !strings.Contains(said, "short.csv ditolak: berkas tidak memuat") || !strings.Contains(out, `"en": "it lacks`) {
		t.Errorf("refused in Indonesian: exit %d, %s\n%s", code, said, out)
	}
	t.Setenv("LC_ALL", "C")
	testMarked(t, at, files)
}

// testMarked: a release that counted what was withdrawn afterwards is marked,
// and no other is.
func testMarked(t *testing.T, at, files string) {
	t.Helper()
	if list := must(t, "releases", at); strings.Contains(list, "(dtsen)") || strings.Contains(list, "still counted") {
		t.Errorf("marked, though it came and went after the release:\n%s", list)
	}
	report := decode[ingest.Report](t, must(t, "import", "recipients", filepath.Join(files, "recipients-blt_dd.csv"), "--programme=blt_dd", "--as-of=2025-06-30", "--code-system=kemendagri", "--json", at))
	release := decode[poverty.Release](t, must(t, "release", "--audience=planner", "--json", at))
	id := strconv.FormatInt(report.ID, 10)
	if said := must(t, "imports", "withdraw", id, at); !strings.Contains(said, "still count it, and stay as they are ("+strconv.FormatInt(release.ID, 10)+";") {
		t.Errorf("withdrawing says\n%s", said)
	}
	if list := must(t, "releases", at); strings.Count(list, "import "+id+" (blt_dd)") != 1 || !strings.Contains(list, "still counted") {
		t.Errorf("releases says\n%s", list)
	}
	for _, r := range decode[[]poverty.Release](t, must(t, "releases", "--json", at)) {
		if marked := len(r.Withdrawn) == 1 && r.Withdrawn[0].ID == report.ID; marked != (r.ID == release.ID) {
			t.Errorf("release %d: %+v", r.ID, r.Withdrawn)
		}
	}
}

func testAside(t *testing.T, at, dir string) {
	t.Helper()
	for _, i := range decode[[]poverty.Import](t, must(t, "imports", "--json", at)) {
		if i.Kind != poverty.KindHouseholds || i.Aside == 0 {
			continue
		}
		out := filepath.Join(t.TempDir(), "aside.json")
		must(t, "imports", "--aside", out, at, strconv.FormatInt(i.ID, 10))
		text, err := os.ReadFile(out)
		if err != nil || !bytes.Contains(text, []byte("SINTETIS")) {
			t.Errorf("import %d: rows set aside do not come back: %v", i.ID, err)
		}
		if info, err := os.Stat(out); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("rows set aside lie open: %v", info.Mode())
		}
		return
	}
	t.Error("no household row was set aside; the made-up trouble should see to that")
}

// TestKukar is the main job on real input: 237 real villages, families placed
// as settlements lie, at least half of them seen at resolution 8 or finer.
func TestKukar(t *testing.T) {
	boundaries, ok := sharedtest.Path(t, "boundaries/kukar_desa.geojson")
	if !ok {
		return
	}
	dir, files := folder(t), t.TempDir()
	cluster, err := local.Start(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer cluster.Stop()
	at := "--dir=" + dir
	must(t, "import", "areas", boundaries, "--level=village", "--code-system=kemendagri", "--vintage=2025", at)
	must(t, "synth", "--out", files, "--households=60000", "--areas", boundaries)
	must(t, "import", "households", filepath.Join(files, "households-dtsen.csv"), "--registry=dtsen", "--as-of=2025-06-30", "--code-system=kemendagri", at)
	for _, programme := range []string{"pkh", "sembako", "pbi_jkn", "blt_dd", "uep"} {
		must(t, "import", "recipients", filepath.Join(files, "recipients-"+programme+".csv"), "--programme", programme, "--as-of=2025-06-30", "--code-system=kemendagri", at)
	}
	release := decode[poverty.Release](t, must(t, "release", "--audience=planner", "--json", at))
	for _, s := range release.Shown {
		t.Logf("resolution %d or finer: %.1f %% of families, %.1f %% of the populated area", s.Resolution, 100*s.Families, 100*s.Area)
		if s.Resolution == 8 && s.Families < 0.5 {
			t.Errorf("only %.2f of the families are seen at resolution 8 or finer", s.Families)
		}
	}
	villages := 0
	for _, n := range release.Indicators[0].States["village"] {
		villages += n
	}
	if villages != 237 {
		t.Errorf("%d villages, want 237", villages)
	}
	explained := must(t, "release", "--audience=public", "--explain", "--language=en", at)
	for _, want := range []string{"no population can be told closer than 10 families", "coverage_pkh"} {
		if !strings.Contains(explained, want) {
			t.Errorf("--explain does not say %q:\n%s", want, explained)
		}
	}
	testUtility(t, load(t, dir, poverty.Planner), load(t, dir, poverty.Public))
}

// load returns the latest release of an audience.
func load(t *testing.T, dir string, audience poverty.Audience) *disclose.Release {
	t.Helper()
	ctx := context.Background()
	db, err := (&place{dir: dir}).open(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer db.close()
	id, err := db.Latest(ctx, audience)
	if err != nil {
		t.Fatal(err)
	}
	r, err := db.LoadRelease(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestExitCodes(t *testing.T) {
	dir, files := folder(t), t.TempDir()
	at := "--dir=" + dir
	kukar := filepath.Join(files, "bps.geojson")
	// A village of Kutai Kartanegara under its Kemendagri code, declared as BPS.
	if err := os.WriteFile(kukar, []byte(`{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"kode":"64.02.01.2001","nama":"Perian"},
		"geometry":{"type":"Polygon","coordinates":[[[116.3,-0.5],[116.4,-0.5],[116.4,-0.4],[116.3,-0.5]]]}}]}`), 0o644); err != nil {
		t.Fatal(err)
	}
	mapping := filepath.Join(files, "map.yaml")
	if err := os.WriteFile(mapping, []byte("columns: {nik: NIK}\nreceives: {nosuch: BLT Kampung}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	families := filepath.Join(files, "families.csv")
	if err := os.WriteFile(families, []byte("id_keluarga,kode_desa,desil\n1,64.02.01.2001,1\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name  string
		words []string
		want  int
	}{
		{"help", []string{"help"}, exitDone},
		{"help of a verb", []string{"release", "--help"}, exitDone},
		{"help of verbs that begin alike", []string{"import", "--help"}, exitDone},
		{"no such verb", []string{"relaese"}, exitUsage},
		{"no such flag", []string{"serve", "--port=1"}, exitUsage},
		{"a flag of no programme", []string{"import", "households", mapping, "--registry=generic", "--as-of=2024-06-30", "--code-system=kemendagri", "--map=" + mapping, at}, exitUsage},
		{"no such audience", []string{"release", "--audience=press", at}, exitUsage},
		{"a threshold that protects nobody", []string{"release", "--min-families=2", at}, exitUsage},
		{"no such indicator", []string{"release", "--indicators=families,nope", at}, exitUsage},
		{"no such boundaries", []string{"synth", "--out", files, "--areas=nowhere.geojson"}, exitUsage},
		{"more families than there is memory for", []string{"synth", "--out", files, "--households=2000000000"}, exitUsage},
		{"an address that is none", []string{"serve", "--base-url=peta.example.go.id", at}, exitUsage},
		{"a threshold below none", []string{"release", "--min-families=-3", at}, exitUsage},
		{"no such file", []string{"import", "areas", "nowhere.geojson", "--level=village", "--code-system=bps", "--vintage=2025", at}, exitUsage},
		{"no date", []string{"import", "households", kukar, "--registry=dtsen", at}, exitUsage},
		{"a date in the future", []string{"import", "households", kukar, "--registry=dtsen", "--as-of=2999-01-01", at}, exitUsage},
		{"no share", []string{"import", "households", kukar, "--registry=dtsen", "--as-of=2025-06-30", "--aside-limit=NaN", at}, exitUsage},
		{"a vintage that is no year", []string{"import", "areas", kukar, "--level=village", "--code-system=kemendagri", "--vintage=v2025", at}, exitUsage},
		{"a vintage of the future", []string{"import", "areas", kukar, "--level=village", "--code-system=kemendagri", "--vintage=2052", at}, exitUsage},
		{"a vintage before there were villages", []string{"import", "areas", kukar, "--level=village", "--code-system=kemendagri", "--vintage=1944", at}, exitUsage},
		{"a crosswalk to the future", []string{"import", "crosswalk", kukar, "--from=2020", "--to=2202", at}, exitUsage},
		{"a crosswalk backwards", []string{"import", "crosswalk", kukar, "--from=2022", "--to=2020", at}, exitUsage},
		{"a folder that is not there", []string{"export", "areas", "--out", filepath.Join(files, "nowhere", "areas.csv"), at}, exitUsage},
		{"no such import", []string{"imports", "99", at}, exitFailed},
		{"codes contradict what was declared", []string{"import", "areas", kukar, "--level=village", "--code-system=bps", "--vintage=2025", at}, exitRefused},
		{"families before areas", []string{"import", "households", kukar, "--registry=dtsen", "--as-of=2025-06-30", "--code-system=kemendagri", at}, exitFailed},
		{"a folder", []string{"import", "households", files, "--registry=dtsen", "--as-of=2025-06-30", "--code-system=kemendagri", at}, exitUsage},
		{"a folder of areas", []string{"import", "areas", files, "--level=village", "--code-system=kemendagri", "--vintage=2025", at}, exitUsage},
		{"areas", []string{"import", "areas", kukar, "--level=village", "--code-system=kemendagri", "--vintage=2025", at}, exitDone},
		{"codes of no system", []string{"import", "households", families, "--registry=dtsen", "--as-of=2025-06-30", at}, exitUsage},
		{"families", []string{"import", "households", families, "--registry=dtsen", "--as-of=2025-06-30", "--code-system=kemendagri", at}, exitDone},
		{"no share of families to close", []string{"import", "households", families, "--registry=dtsen", "--as-of=2025-06-30", "--close-limit=2", at}, exitUsage},
		{"an import that there is not", []string{"imports", "withdraw", "99", at}, exitFailed},
		{"no import named", []string{"imports", "withdraw", at}, exitUsage},
		{"areas withdrawn", []string{"imports", "withdraw", "1", at}, exitRefused},
		{"a resolution that the lattice does not have", []string{"export", "cells", "--release=1", "--resolution=4", "--out", filepath.Join(files, "x"), at}, exitUsage},
		{"a level that areas do not have", []string{"export", "areas", "--release=1", "--level=desa", "--out", filepath.Join(files, "x"), at}, exitUsage},
		{"programme and strategy at once", []string{"under-covered", "--programme=pkh", "--strategy=A", at}, exitUsage},
		{"a question before there is a release", []string{"under-covered", at}, exitFailed},
		{"an export before there is a release", []string{"export", "cells", "--out", filepath.Join(files, "x"), at}, exitFailed},
		{"nothing to export", []string{"export", "cells", "--release=9", "--out", filepath.Join(files, "x"), at}, exitFailed},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if code, out, err := tepat(t, tc.words...); code != tc.want {
				t.Errorf("exit %d, want %d\n%s%s", code, tc.want, out, err)
			}
		})
	}
}

// TestWhatTheDatabaseKnowsOfCodes: areas that were imported, names and
// crosswalks say which vintages there are, and tell the systems apart.
func TestWhatTheDatabaseKnowsOfCodes(t *testing.T) {
	dir, files := folder(t), t.TempDir()
	cluster, err := local.Start(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer cluster.Stop()
	at := "--dir=" + dir
	file := func(name, text string) string {
		path := filepath.Join(files, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	village := func(code string) string {
		return `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"kode":"` + code + `","nama":"Loa Tebu"},
			"geometry":{"type":"Polygon","coordinates":[[[116.9,-0.5],[117,-0.5],[117,-0.4],[116.9,-0.5]]]}}]}`
	}
	must(t, "import", "areas", file("a.geojson", village("64.02.06.1001")), "--level=village", "--code-system=kemendagri", "--vintage=2025", at)
	families := file("f.csv", "id_keluarga,nama,kode_desa\nD1,SINTETIS,6402061001\n")
	for _, tc := range []struct {
		name  string
		words []string
		want  int
		says  string
	}{
		{"a typo", []string{"import", "households", families, "--registry=dtsen", "--as-of=2025-06-30", "--code-system=kemendagri", "--vintage=2052"},
			exitUsage, "only of 2020, 2022, 2025"},
		{"the same in a list", []string{"import", "recipients", families, "--programme=pkh", "--as-of=2025-06-30", "--code-system=kemendagri", "--vintage=2052"},
			exitUsage, "only of 2020, 2022, 2025"},
		{"a vintage of the crosswalk", []string{"import", "households", families, "--registry=dtsen", "--as-of=2025-06-30", "--code-system=kemendagri", "--vintage=2020"},
			exitDone, ""},
		{"areas of kemendagri as those of bps", []string{"import", "areas", file("b.geojson", village("6402061001")), "--level=village", "--code-system=bps", "--vintage=2025"},
			exitRefused, "64.02.06.1001 is loa tebu in the codes of kemendagri"},
		{"families with codes of kemendagri as those of bps", []string{"import", "households", families, "--registry=dtsen", "--as-of=2025-06-30", "--code-system=bps"},
			exitRefused, "1 of 1 are known as codes of kemendagri"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			code, _, err := tepat(t, append(tc.words, at)...)
			if code != tc.want || !strings.Contains(err, tc.says) {
				t.Errorf("exit %d, want %d and %q\n%s", code, tc.want, tc.says, err)
			}
		})
	}
}

var address = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)

// startDemo runs the demo as a program of its own and waits for its address;
// log is where it writes.
func startDemo(t *testing.T, dir string, words ...string) (cmd *exec.Cmd, url, logged string) {
	t.Helper()
	log, err := os.CreateTemp(t.TempDir(), "log")
	if err != nil {
		t.Fatal(err)
	}
	cmd = exec.Command(os.Args[0], append([]string{"demo", "--dir", dir, "--addr=127.0.0.1:0"}, words...)...)
	cmd.Env = append(os.Environ(), "TEPAT_TEST_AS_PROGRAM=1")
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for begun := time.Now(); time.Since(begun) < 3*time.Minute; time.Sleep(100 * time.Millisecond) {
		text, _ := os.ReadFile(log.Name())
		if url := address.Find(text); url != nil {
			return cmd, string(url), log.Name()
		}
		if cmd.ProcessState != nil || syscall.Kill(cmd.Process.Pid, 0) != nil {
			t.Fatalf("the demo ended:\n%s", text)
		}
	}
	text, _ := os.ReadFile(log.Name())
	cmd.Process.Kill()
	t.Fatalf("the demo did not come up:\n%s", text)
	return nil, "", ""
}

// TestDemoSurvives ends the demo by kill -9 and by SIGTERM; each time the next
// one is up with the data kept, whatever it was asked to make up, and also where
// another program has the port of the metrics; an orderly end leaves no server behind.
func TestDemoSurvives(t *testing.T) {
	dir := folder(t)
	cmd, _, _ := startDemo(t, dir, "--metrics-addr=", "--households=1500", "--villages=30")
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	cmd.Wait()

	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	cmd, _, log := startDemo(t, dir, "--metrics-addr="+taken.Addr().String(), "--households=900", "--seed=2")
	text, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"is kept (households: 1500 villages: 30 seed: 1)", taken.Addr().String() + " is taken: no /metrics"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("it does not say %q:\n%s", want, text)
		}
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("SIGTERM: %v", err)
	}
	list := decode[[]poverty.Release](t, must(t, "releases", "--json", "--dir="+dir))
	if len(list) != 2 {
		t.Errorf("%d releases after three starts, want the first two", len(list))
	}
}

// read parses words into the flags of a verb, as dispatch does.
func read(v verb, words ...string) error {
	flags := pflag.NewFlagSet("test", pflag.ContinueOnError)
	v.flags(flags)
	if err := flags.Parse(words); err != nil {
		return err
	}
	return fill(flags, os.LookupEnv)
}

// TestSettings: a flag goes before the environment, the environment before the file.
func TestSettings(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "tepat.yaml"), []byte("addr: file:1\nmetrics-addr: file:2\naudience: public\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Setenv("TEPAT_METRICS_ADDR", "env:2")
	t.Setenv("TEPAT_AUDIENCE", "planner")
	v := &serve{}
	if err := read(v, "--dir="+dir, "--audience=public"); err != nil {
		t.Fatal(err)
	}
	if v.addr != "file:1" || v.metricsAddr != "env:2" || v.audience != "public" {
		t.Errorf("got %q, %q, %q", v.addr, v.metricsAddr, v.audience)
	}
	if err := os.WriteFile(filepath.Join(dir, "tepat.yaml"), []byte("adress: x\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := read(&serve{}, "--dir="+dir); err == nil || !strings.Contains(err.Error(), "adress") {
		t.Errorf("a misspelt setting: %v", err)
	}
}

// TestAPipeIsNotReplaced: what is no file is written to as it is.
func TestAPipeIsNotReplaced(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	read := make(chan string)
	go func() {
		text, _ := os.ReadFile(pipe)
		read <- string(text)
	}()
	if err := writeWhole(pipe, func(w *bufio.Writer) error { _, err := w.WriteString("figures"); return err }); err != nil {
		t.Fatal(err)
	}
	if got := <-read; got != "figures" {
		t.Errorf("read %q", got)
	}
	if info, err := os.Stat(pipe); err != nil || info.Mode().IsRegular() {
		t.Errorf("the pipe was replaced: %v, %v", info, err)
	}
}

// TestALinkIsNotReplaced: /dev/stdout is one, and leads to a file where the
// shell was told so. Here links of the same kind stand in a folder of the test.
func TestALinkIsNotReplaced(t *testing.T) {
	figures := func(w *bufio.Writer) error { _, err := w.WriteString("figures"); return err }
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, []byte("what was there\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := os.OpenFile(file, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	for _, tc := range []struct {
		name, target, want string
		stdout             *os.File
	}{
		{"a device", os.DevNull, "", os.Stdout},
		{"what standard output is appended to", file, "what was there\nfigures", out},
		{"a file", file, "figures", os.Stdout},
	} {
		t.Run(tc.name, func(t *testing.T) {
			defer func(was *os.File) { os.Stdout = was }(os.Stdout)
			os.Stdout = tc.stdout
			link := filepath.Join(t.TempDir(), "link")
			if err := os.Symlink(tc.target, link); err != nil {
				t.Fatal(err)
			}
			if err := writeWhole(link, figures); err != nil {
				t.Fatal(err)
			}
			if to, err := os.Readlink(link); err != nil || to != tc.target {
				t.Errorf("the link was replaced: %v", err)
			}
			if got, _ := os.ReadFile(tc.target); string(got) != tc.want {
				t.Errorf("it leads to %q, want %q", got, tc.want)
			}
		})
	}
}

// The first variable of the locale that is set decides.
func TestTheLanguageOfTheEnvironment(t *testing.T) {
	for _, tc := range []struct {
		name string
		env  map[string]string
		want string
	}{
		{"nothing set", nil, "en"},
		{"Indonesian", map[string]string{"LANG": "id_ID.UTF-8"}, "id"},
		{"plain", map[string]string{"LANG": "id"}, "id"},
		{"all before one", map[string]string{"LANG": "id_ID.UTF-8", "LC_ALL": "C"}, "en"},
		{"no language", map[string]string{"LANG": "."}, "en"},
		{"without a country", map[string]string{"LANG": "id.UTF-8"}, "id"},
		{"empty is not set", map[string]string{"LANG": "id_ID.UTF-8", "LC_ALL": ""}, "id"},
		{"another language", map[string]string{"LANG": "ms_MY.UTF-8"}, "en"},
	} {
		lookup := func(name string) (string, bool) { v, ok := tc.env[name]; return v, ok }
		if got := localLanguage(lookup); got != tc.want {
			t.Errorf("%s: %s, want %s", tc.name, got, tc.want)
		}
	}
}
