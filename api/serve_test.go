package api

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tepat/geo/poverty"
)

// running serves on a free port until the test ends or stop is called; done
// then gives what Serve returned.
func running(t *testing.T, s *Server) (url, metrics string, stop func(), done <-chan error) {
	t.Helper()
	l, m := listen(t), listen(t)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, l, m) }()
	t.Cleanup(cancel)
	return "http://" + l.Addr().String(), "http://" + m.Addr().String(), cancel, ended
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	l, err := Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// fetch returns the status and the body of a page, 0 where nobody answers.
func fetch(url string) (int, string) {
	r, err := http.Get(url)
	if err != nil {
		return 0, err.Error()
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		return 0, err.Error()
	}
	return r.StatusCode, string(b)
}

func eventually(t *testing.T, within time.Duration, what string, true func() bool) {
	t.Helper()
	for end := time.Now().Add(within); !true(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not within %v: %s", within, what)
		}
	}
}

// SIGTERM, which ends the context, loses none of 200 requests under way.
func TestDrainLosesNothing(t *testing.T) {
	s := New(Options{Releases: newPress(made(t, 7, poverty.Planner, 10)), Audience: poverty.Planner})
	inside := make(chan struct{}, 200)
	release := make(chan struct{})
	next := s.handler
	s.handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.RawQuery == "" && strings.HasSuffix(r.URL.Path, ".geojson") {
			inside <- struct{}{}
			<-release
		}
		next.ServeHTTP(w, r)
	})
	url, _, stop, done := running(t, s)
	eventually(t, 5*time.Second, "ready", func() bool { code, _ := fetch(url + "/readyz"); return code == 200 })

	var lost atomic.Int32
	var all sync.WaitGroup
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 200}}
	for range 200 {
		all.Go(func() {
			r, err := client.Get(url + "/v1/releases/7/cells.geojson")
			if err != nil {
				lost.Add(1)
				return
			}
			defer r.Body.Close()
			body, err := io.ReadAll(r.Body)
			if err != nil || r.StatusCode != 200 || !bytes.HasSuffix(body, []byte("]}\n")) {
				lost.Add(1)
			}
		})
	}
	for range 200 {
		<-inside
	}
	stop()
	eventually(t, time.Second, "readyz says that the server stops", func() bool { code, _ := fetch(url + "/readyz"); return code == 503 })
	if code, _ := fetch(url + "/livez"); code != 200 {
		t.Errorf("livez while stopping: %d", code)
	}
	close(release)
	all.Wait()
	if err := <-done; err != nil {
		t.Errorf("Serve: %v", err)
	}
	if lost.Load() != 0 {
		t.Errorf("%d of 200 requests were lost", lost.Load())
	}
	if code, _ := fetch(url + "/livez"); code != 0 {
		t.Errorf("still answering: %d", code)
	}
}

// A visitor asks over one connection, of its own make so that no request is
// sent twice behind the test's back.
type visitor struct {
	conn net.Conn
	from *bufio.Reader
}

// ask asks for a tile; last says that the server takes no more on this connection.
func (v *visitor) ask() (last bool, err error) {
	if _, err := io.WriteString(v.conn, "GET "+benchTile+" HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
		return false, err
	}
	r, err := http.ReadResponse(v.from, nil)
	if err != nil {
		return false, err
	}
	n, err := io.Copy(io.Discard, r.Body)
	if err == nil && (r.StatusCode != http.StatusOK || n != r.ContentLength) {
		err = fmt.Errorf("status %d with %d bytes", r.StatusCode, n)
	}
	return r.Close, err
}

// visit comes to addr again and again until nobody opens. Each time it asks up
// to so many times, with a pause before each that is now and then a long one.
func visit(addr string, most int, answered *atomic.Int32) error {
	for {
		conn, err := net.Dial("tcp", addr)
		if err != nil {
			return nil
		}
		v := visitor{conn, bufio.NewReader(conn)}
		last := false
		for asked := 0; asked < most && !last; asked++ {
			pause := rand.IntN(20)
			if pause == 0 {
				pause = 300
			}
			time.Sleep(time.Duration(pause) * time.Millisecond)
			if last, err = v.ask(); err != nil {
				conn.Close()
				return fmt.Errorf("request %d of a connection: %w", asked+1, err)
			}
			answered.Add(1)
		}
		conn.Close()
	}
}

// SIGTERM under load: whoever was let in is answered, also who had not asked
// yet, and who kept a connection is told that this was the last answer.
func TestStopCutsNobodyOff(t *testing.T) {
	s := New(Options{Releases: newPress(made(t, 7, poverty.Planner, 10)), Audience: poverty.Planner})
	url, _, stop, done := running(t, s)
	eventually(t, 5*time.Second, "ready", func() bool { code, _ := fetch(url + "/readyz"); return code == 200 })
	var answered, lost atomic.Int32
	var all sync.WaitGroup
	for i := range 80 {
		all.Go(func() {
			if err := visit(strings.TrimPrefix(url, "http://"), 1+i%2*1000, &answered); err != nil {
				lost.Add(1)
				t.Log(err)
			}
		})
	}
	time.Sleep(300 * time.Millisecond)
	stop()
	all.Wait()
	if err := <-done; err != nil {
		t.Errorf("Serve: %v", err)
	}
	if lost.Load() > 0 {
		t.Errorf("%d of 80 visitors were cut off, %d requests answered", lost.Load(), answered.Load())
	}
}

// A listener of which no entrance can be made serves, and ends, as it did.
func TestOtherListeners(t *testing.T) {
	for network, addr := range map[string]string{"tcp": "127.0.0.1:0", "unix": filepath.Join(t.TempDir(), "socket")} {
		t.Run(network, func(t *testing.T) {
			t.Parallel()
			l, err := net.Listen(network, addr)
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(50*time.Millisecond, cancel)
			if err := New(Options{Releases: newPress()}).Serve(ctx, l, nil); err != nil {
				t.Errorf("Serve: %v", err)
			}
		})
	}
}

// A new release is taken up within a second; the old number stays; nothing
// mixes the two. The database may be away meanwhile.
// The list of releases says what was withdrawn since; under its number a release
// stays what it was.
func TestReleasesThatCountWhatWasWithdrawn(t *testing.T) {
	p := newPress(made(t, 7, poverty.Planner, 20), made(t, 8, poverty.Planner, 20))
	p.withdrawn = map[int64][]poverty.WithdrawnImport{7: {{ID: 3, Kind: poverty.KindRecipients, Name: "pkh", AsOf: "2025-06-30", At: "2025-07-01T08:00:00Z"}}}
	s := New(Options{Releases: p, Audience: poverty.Planner})
	if err := s.shelf.refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	list := string(get(t, s, "/v1/releases").body)
	if want := `"withdrawn_since":[{"import":3,"kind":"recipients","name":"pkh","as_of":"2025-06-30","withdrawn":"2025-07-01T08:00:00Z"}]`; strings.Count(list, "withdrawn_since") != 1 || !strings.Contains(list, want) {
		t.Errorf("the list says\n%s", list)
	}
	if one := string(get(t, s, "/v1/releases/7").body); strings.Contains(one, "withdrawn_since") {
		t.Errorf("release 7 says\n%s", one)
	}
}

// TestTablesSayWhatWasWithdrawn: the pages say it in both languages, and are asked
// for again each time, for it may come to be said tomorrow.
func TestTablesSayWhatWasWithdrawn(t *testing.T) {
	p := newPress(made(t, 7, poverty.Planner, 20), made(t, 8, poverty.Planner, 20))
	s := New(Options{Releases: p, Audience: poverty.Planner})
	tags := map[string]string{}
	for _, withdrawn := range []bool{false, true} {
		if withdrawn {
			p.withdrawn = map[int64][]poverty.WithdrawnImport{7: {{ID: 3, Kind: poverty.KindRecipients, Name: "pkh", AsOf: "2025-06-30", At: "2025-07-01T08:00:00Z"},
				{ID: 2, Kind: poverty.KindHouseholds, Name: "dtsen", AsOf: "2025-03-31", At: "2025-07-01T08:00:00Z"}}}
		}
		if err := s.shelf.refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		for target, want := range map[string]string{
			"/tables/7?about=pkh&lang=en":    "Withdrawn since this release was made, but still counted here: recipient list PKH (30 June 2025); registry of families DTSEN (31 March 2025)",
			"/tables/7?about=pkh":            "Sudah ditarik sejak rilis ini dibuat, tetapi masih terhitung di sini: daftar penerima PKH (30 Juni 2025); data keluarga DTSEN (31 Maret 2025)",
			"/tables/7/whatif?programme=pkh": "Sudah ditarik sejak rilis ini dibuat",
			"/tables/7/poverty":              "Sudah ditarik sejak rilis ini dibuat",
			"/tables/8?about=pkh":            "",
		} {
			got := get(t, s, target)
			if text := string(got.body); strings.Contains(text, "itarik sejak") != (withdrawn && want != "" && !strings.Contains(target, "en")) || withdrawn && !strings.Contains(text, want) {
				t.Errorf("withdrawn %v, %s does not say %q: %d", withdrawn, target, want, got.Code)
			}
			if cached := got.Header().Get("Cache-Control"); cached != "private, no-cache" {
				t.Errorf("%s is kept: %q", target, cached)
			}
			if changed := tags[target] != got.Header().Get("ETag"); changed != (!withdrawn || want != "") {
				t.Errorf("%s, withdrawn %v: another tag %v", target, withdrawn, changed)
			}
			tags[target] = got.Header().Get("ETag")
		}
	}
}

func TestTakesUpReleases(t *testing.T) {
	p := newPress()
	p.fail(errGone)
	url, metrics, _, _ := running(t, New(Options{Releases: p, Audience: poverty.Planner}))
	latest := func() string {
		client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		r, err := client.Get(url + "/v1/releases/latest/areas?level=district")
		if err != nil {
			return err.Error()
		}
		r.Body.Close()
		return r.Header.Get("Location")
	}
	eventually(t, time.Second, "alive without a database", func() bool { code, _ := fetch(url + "/livez"); return code == 200 })
	if code, _ := fetch(url + "/readyz"); code != 503 {
		t.Errorf("ready without a release: %d", code)
	}
	if code, body := fetch(url + "/v1/releases"); code != 200 || body != `{"releases":[]}` {
		t.Errorf("releases without a release: %d %s", code, body)
	}
	for _, path := range []string{"/v1/releases/latest", "/v1/releases/7"} {
		r, err := http.Get(url + path)
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		if r.StatusCode != 503 || r.Header.Get("Retry-After") == "" {
			t.Errorf("%s before anybody has looked what there is: %d, again after %q s", path, r.StatusCode, r.Header.Get("Retry-After"))
		}
	}
	p.fail(nil)
	eventually(t, 5*time.Second, "404 once it is known that there is none", func() bool {
		code, _ := fetch(url + "/v1/releases/latest")
		return code == 404
	})
	p.publish(made(t, 7, poverty.Planner, 20))
	eventually(t, time.Second, "release 7", func() bool { return latest() == "/v1/releases/7/areas?level=district" })
	p.publish(made(t, 8, poverty.Planner, 20))
	eventually(t, time.Second, "release 8", func() bool { return latest() == "/v1/releases/8/areas?level=district" })

	p.fail(errGone)
	eventually(t, time.Second, "readyz says that the database is away", func() bool {
		code, body := fetch(url + "/readyz")
		return code == 200 && strings.HasPrefix(body, "ok; the database does not answer since 20") && !strings.Contains(body, "10.0.0.7")
	})
	if _, body := fetch(metrics + "/metrics"); !strings.Contains(body, "tepat_database_up 0") {
		t.Error("metrics do not say that the database is away")
	}
	for _, path := range []string{"/v1/releases", "/v1/releases/7", "/v1/releases/8/cells.csv", "/v1/releases/7/tiles/cells/10/843/512.mvt", "/readyz"} {
		if code, body := fetch(url + path); code != 200 {
			t.Errorf("%s with the database away: %d %s", path, code, body)
		}
	}
}

func TestAudiences(t *testing.T) {
	p := newPress(made(t, 3, poverty.Public, 20), made(t, 7, poverty.Planner, 20))
	for _, tc := range []struct {
		server poverty.Audience
		target string
		want   int
		to     string
	}{
		{poverty.Planner, "/v1/releases/latest", 307, "/v1/releases/7"},
		{poverty.Planner, "/v1/releases/latest?audience=public", 307, "/v1/releases/3"},
		{poverty.Public, "/v1/releases/latest", 307, "/v1/releases/3"},
		{poverty.Public, "/v1/releases/latest?audience=planner", 404, ""},
		{poverty.Public, "/v1/releases/7", 404, ""},
		{poverty.Public, "/v1/releases/7/cells.csv", 404, ""},
		{"", "/v1/releases/7", 404, ""}, // a forgotten setting shows no more than is public
		{"", "/v1/releases/3", 200, ""},
	} {
		a := get(t, opened(t, Options{Releases: p, Audience: tc.server}), tc.target)
		if a.Code != tc.want || a.Header().Get("Location") != tc.to {
			t.Errorf("%q server, %s: %d %s, want %d %s", tc.server, tc.target, a.Code, a.Header().Get("Location"), tc.want, tc.to)
		}
	}
	if a := get(t, opened(t, Options{Releases: p}), "/v1/releases"); bytes.Contains(a.body, []byte("planner")) {
		t.Errorf("a public server lists %s", a.body)
	}
}

// Old releases are read when they are asked for, once for all who ask, and a
// bounded number is held.
func TestShelf(t *testing.T) {
	p := newPress()
	for id := range int64(6) {
		p.publish(made(t, id+1, poverty.Planner, 10))
	}
	s := opened(t, Options{Releases: p, Audience: poverty.Planner, Kept: 2})
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if a := get(t, s, "/v1/releases/2"); a.Code != 200 {
				t.Errorf("release 2: %d", a.Code)
			}
		})
	}
	all.Wait()
	if p.loads != 2 {
		t.Errorf("%d releases read, want the latest and the one asked for", p.loads)
	}
	for id := range 6 {
		get(t, s, fmt.Sprintf("/v1/releases/%d", id+1))
	}
	if len(s.shelf.open) != 3 || s.shelf.open[6] == nil || len(s.shelf.uses) != 3 {
		t.Errorf("%d releases held, used %v", len(s.shelf.open), s.shelf.uses)
	}
	p.fail(errGone)
	a := get(t, s, "/v1/releases/1")
	if a.Code != 503 || a.Header().Get("Retry-After") == "" || bytes.Contains(a.body, []byte("10.0.0.7")) {
		t.Errorf("a release that cannot be read: %d %s", a.Code, a.body)
	}
	isProblem(t, a)
}

func TestMetrics(t *testing.T) {
	s := New(Options{Releases: newPress(made(t, 7, poverty.Planner, 60)), Audience: poverty.Planner})
	url, metrics, _, _ := running(t, s)
	eventually(t, 5*time.Second, "ready", func() bool { code, _ := fetch(url + "/readyz"); return code == 200 })
	for range 2 {
		fetch(url + "/v1/releases/7/tiles/cells/10/843/512.mvt")
	}
	fetch(url + "/v1/releases/8?secret=x")
	code, body := fetch(metrics + "/metrics")
	if code != 200 {
		t.Fatalf("metrics: %d", code)
	}
	for _, want := range []string{
		`tepat_http_requests_total{method="GET",route="/v1/releases/{release}/tiles/{layer}/{z}/{x}/{y}.mvt",status="200"} 2`,
		`tepat_http_requests_total{method="GET",route="/v1/releases/{release}",status="404"} 1`,
		`tepat_http_request_seconds_count{route="/v1/releases/{release}"} 1`,
		`tepat_tiles_total{kept="true",layer="cells"} 1`,
		"tepat_release_age_seconds", "tepat_release_number 7", "tepat_http_requests_in_flight", "go_goroutines",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s", want)
		}
	}
	if strings.Contains(body, "secret") {
		t.Error("a label holds what a client sent")
	}
	if code, _ := fetch(url + "/metrics"); code != 404 {
		t.Errorf("metrics on the map's listener: %d", code)
	}
}

// A body that never comes to its end holds its connection for a while only,
// whatever it is sent to.
func TestASlowBodyIsNotWaitedFor(t *testing.T) {
	s := New(Options{Releases: newPress(made(t, 7, poverty.Planner, 20)), Audience: poverty.Planner})
	url, _, _, _ := running(t, s)
	eventually(t, 10*time.Second, "ready", func() bool { code, _ := fetch(url + "/readyz"); return code == http.StatusOK })
	var all sync.WaitGroup
	for _, line := range []string{"POST /v1/releases/7/allocations", "GET /v1/releases/7", "POST /livez"} {
		all.Go(func() {
			c, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
			if err != nil {
				t.Error(err)
				return
			}
			defer c.Close()
			fmt.Fprintf(c, "%s HTTP/1.1\r\nHost: tepat\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{", line)
			c.SetReadDeadline(time.Now().Add(3 * bodyFor))
			if _, err := io.ReadAll(c); err != nil {
				t.Errorf("%s: %v, want the end of the connection", line, err)
			}
		})
	}
	all.Wait()
}
