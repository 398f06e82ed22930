package api

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tepat/geo/poverty"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
)

// described is the router of the description; every answer in these tests is held against it.
var described = func() routers.Router {
	doc, err := openapi3.NewLoader().LoadFromData(openapiYAML)
	if err != nil {
		panic(err)
	}
	if err := doc.Validate(context.Background()); err != nil {
		panic(err)
	}
	r, err := gorillamux.NewRouter(doc)
	if err != nil {
		panic(err)
	}
	whole := func(body io.Reader, _ http.Header, _ *openapi3.SchemaRef, _ openapi3filter.EncodingFn) (any, error) {
		b, err := io.ReadAll(body)
		return string(b), err
	}
	openapi3filter.RegisterBodyDecoder("application/vnd.mapbox-vector-tile", whole)
	openapi3filter.RegisterBodyDecoder("text/csv", whole)
	openapi3filter.RegisterBodyDecoder(xlsxKind, whole)
	for _, kind := range []string{"application/geo+json", "application/vnd.oai.openapi+json"} {
		openapi3filter.RegisterBodyDecoder(kind, func(body io.Reader, _ http.Header, _ *openapi3.SchemaRef, _ openapi3filter.EncodingFn) (v any, err error) {
			return v, json.NewDecoder(body).Decode(&v)
		})
	}
	return r
}()

// An answer is a response with its body, unzipped.
type answer struct {
	*httptest.ResponseRecorder
	body []byte
}

// ask sends a request and holds the answer against the description.
// Headers are name and value in turn.
func ask(t testing.TB, s http.Handler, method, target string, headers ...string) answer {
	t.Helper()
	r := httptest.NewRequest(method, target, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	a := answer{w, w.Body.Bytes()}
	if w.Header().Get("Content-Encoding") == "gzip" && len(a.body) > 0 {
		z, err := gzip.NewReader(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		if a.body, err = io.ReadAll(z); err != nil {
			t.Fatal(err)
		}
	}
	a.conforms(t, r)
	return a
}

func get(t testing.TB, s http.Handler, target string, headers ...string) answer {
	t.Helper()
	return ask(t, s, http.MethodGet, target, headers...)
}

func (a answer) conforms(t testing.TB, r *http.Request) {
	t.Helper()
	route, vars, err := described.FindRoute(r)
	if err != nil {
		if a.Code < 400 && strings.HasPrefix(r.URL.Path, "/v1") && r.Method == http.MethodGet {
			t.Errorf("%s %s is answered but not described", r.Method, r.URL)
		}
		return
	}
	header := a.Header().Clone()
	header.Del("Content-Encoding")
	// The media type's parameters are part of its name for the checker.
	input := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: r, PathParams: vars, Route: route},
		Status:                 a.Code, Header: header,
		Options: &openapi3filter.Options{IncludeResponseStatus: true, ExcludeResponseBody: len(a.body) == 0},
	}
	input.SetBodyBytes(a.body)
	if err := openapi3filter.ValidateResponse(context.Background(), input); err != nil {
		t.Errorf("%s %s: not as openapi.yaml says: %.900s", r.Method, r.URL, err)
	}
}

func (a answer) json(t testing.TB, v any) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(a.body))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		t.Fatalf("%v in %.300s", err, a.body)
	}
}

// Every route, asked well and asked badly.
func TestStatuses(t *testing.T) {
	s := plain(t)
	tile := "/v1/releases/7/tiles/cells/"
	for _, tc := range []struct {
		name, target string
		want         int
	}{
		{"alive", "/livez", 200},
		{"ready", "/readyz", 200},
		{"the description", "/v1/openapi.json", 200},
		{"releases", "/v1/releases", 200},
		{"a release", "/v1/releases/7", 200},
		{"an older release", "/v1/releases/3", 200},
		{"the latest", "/v1/releases/latest", 307},
		{"the latest of an audience", "/v1/releases/latest?audience=public", 307},
		{"the latest of nobody", "/v1/releases/latest?audience=nobody", 400},
		{"an unknown release", "/v1/releases/8", 404},
		{"a release that is no number", "/v1/releases/eight", 400},
		{"a release with a sign", "/v1/releases/+7", 400},
		{"a release beyond all numbers", "/v1/releases/99999999999999999999", 400},
		{"an unknown parameter", "/v1/releases/7?colour=red", 400},
		{"a query that cannot be read", "/v1/releases/7?%zz", 400},
		{"tile set of cells", "/v1/releases/7/tiles/cells.json", 200},
		{"tile set of areas", "/v1/releases/7/tiles/areas.json", 200},
		{"tile set of nothing", "/v1/releases/7/tiles/rivers.json", 404},
		{"tile set with an unknown indicator", "/v1/releases/7/tiles/cells.json?indicators=wealth", 400},
		{"a tile", tile + "10/843/512.mvt", 200},
		{"a tile of areas", "/v1/releases/7/tiles/areas/10/843/512.mvt", 200},
		{"a tile of one indicator", tile + "10/843/512.mvt?indicators=desil_1_4", 200},
		{"a tile with an unknown indicator", tile + "10/843/512.mvt?indicators=desil_1_4,wealth", 400},
		{"a tile with an unknown parameter", tile + "10/843/512.mvt?v=1", 400},
		{"an indicator list given twice", tile + "10/843/512.mvt?indicators=families&indicators=desil_1_4", 400},
		{"an empty tile", tile + "10/0/0.mvt", 204},
		{"the latest tile", "/v1/releases/latest/tiles/cells/10/843/512.mvt", 307},
		{"zoom above", tile + "13/0/0.mvt", 404},
		{"zoom below", tile + "2/0/0.mvt", 404},
		{"column outside", tile + "10/1024/512.mvt", 404},
		{"column below", tile + "10/-1/512.mvt", 404},
		{"column beyond all numbers", tile + "10/99999999999999999999/512.mvt", 404},
		{"row outside", tile + "10/843/1024.mvt", 404},
		{"column that is no number", tile + "10/x/512.mvt", 400},
		{"column with a zero before it", tile + "10/0843/512.mvt", 400},
		{"row with a fraction", tile + "10/843/5.5.mvt", 400},
		{"another format", tile + "10/843/512.png", 404},
		{"layer of nothing", "/v1/releases/7/tiles/rivers/10/843/512.mvt", 404},
		{"tile of an unknown release", "/v1/releases/9/tiles/cells/10/843/512.mvt", 404},
		{"areas", "/v1/releases/7/areas", 200},
		{"areas, all asked", "/v1/releases/7/areas?level=village&within=64.02.01&sort=-gap_pkh&limit=3&indicators=gap_pkh", 200},
		{"areas of an unknown level", "/v1/releases/7/areas?level=island", 400},
		{"areas within nothing", "/v1/releases/7/areas?within=99", 400},
		{"areas sorted by nothing", "/v1/releases/7/areas?sort=wealth", 400},
		{"no areas", "/v1/releases/7/areas?limit=0", 400},
		{"too many areas", "/v1/releases/7/areas?limit=1001", 400},
		{"a cursor of one's own", "/v1/releases/7/areas?cursor=abc", 400},
		{"a cursor of another order", "/v1/releases/7/areas?cursor=" + cursor("name", "64.02.01.2000"), 400},
		{"a cursor at an unknown area", "/v1/releases/7/areas?cursor=" + cursor("code", "1"), 400},
		{"areas as GeoJSON", "/v1/releases/7/areas.geojson?level=district", 200},
		{"areas as CSV", "/v1/releases/7/areas.csv", 200},
		{"areas as nothing known", "/v1/releases/7/areas.pdf", 404},
		{"pages of a file", "/v1/releases/7/areas.csv?limit=5", 400},
		{"cells as GeoJSON", "/v1/releases/7/cells.geojson?resolution=7", 200},
		{"cells as CSV", "/v1/releases/7/cells.csv?resolution=6&within=64.02.01&bbox=116,-1,117,1", 200},
		{"cells of a foreign resolution", "/v1/releases/7/cells.csv?resolution=10", 400},
		{"cells in half a box", "/v1/releases/7/cells.csv?bbox=1,2,3", 400},
		{"cells in a box off the Earth", "/v1/releases/7/cells.csv?bbox=1,2,3,91", 400},
		{"cells in no box", "/v1/releases/7/cells.csv?bbox=1,2,3,NaN", 400},
		{"cells in a box upside down", "/v1/releases/7/cells.csv?bbox=1,3,2,2", 400},
		{"cells within nothing", "/v1/releases/7/cells.csv?within=99", 400},
		{"tile set of outlines", "/v1/releases/7/tiles/outlines.json", 200},
		{"a tile of outlines", "/v1/releases/7/tiles/outlines/10/843/512.mvt", 200},
		{"outlines with an indicator", "/v1/releases/7/tiles/outlines/10/843/512.mvt?indicators=families", 400},
		{"tile set of outlines with an indicator", "/v1/releases/7/tiles/outlines.json?indicators=families", 400},
		{"values", "/v1/releases/7/values?indicator=families&resolution=7&bbox=116,-1,117,1", 200},
		{"values where nothing is", "/v1/releases/7/values?indicator=families&bbox=1,2,3,4", 200},
		{"values of nothing", "/v1/releases/7/values?indicator=wealth", 400},
		{"values of no indicator", "/v1/releases/7/values", 400},
		{"values of a foreign resolution", "/v1/releases/7/values?indicator=families&resolution=10", 400},
		{"values in half a box", "/v1/releases/7/values?indicator=families&bbox=1,2", 400},
		{"values within an area", "/v1/releases/7/values?indicator=families&within=64.02.01", 400},
		{"the page", "/", 200},
		{"the page with its state", "/?release=7&lang=id", 200},
		{"a file of the page", "/assets/main-abc123.js", 200},
		{"nothing", "/favicon.ico", 404},
		{"nothing of the API", "/v1/nothing", 404},
		{"a way out of the page", "/assets/../../etc/passwd", 404},
	} {
		t.Run(tc.name, func(t *testing.T) {
			a := get(t, s, tc.target)
			if a.Code != tc.want {
				t.Fatalf("GET %s: %d, want %d: %.200s", tc.target, a.Code, tc.want, a.body)
			}
			secured(t, a, tc.target)
			if tc.want >= 400 {
				isProblem(t, a)
				return
			}
			// HEAD has the same headers and no body; other methods are refused.
			head := ask(t, s, http.MethodHead, tc.target)
			if head.Code != tc.want || head.Body.Len() > 0 {
				t.Errorf("HEAD: %d and %d bytes", head.Code, head.Body.Len())
			}
			for _, name := range []string{"Etag", "Content-Type", "Cache-Control", "Vary", "Content-Length", "Location"} {
				if got, want := head.Header().Get(name), a.Header().Get(name); got != want {
					t.Errorf("HEAD has %s %q, GET %q", name, got, want)
				}
			}
			for _, method := range []string{http.MethodPost, http.MethodDelete, http.MethodOptions} {
				refused := ask(t, s, method, tc.target)
				if refused.Code != http.StatusMethodNotAllowed || refused.Header().Get("Allow") != "GET, HEAD" {
					t.Errorf("%s: %d, Allow %q", method, refused.Code, refused.Header().Get("Allow"))
				}
				isProblem(t, refused)
			}
		})
	}
}

// A problem speaks to its reader, not to Go.
func TestDetailsOfWhatIsNotThere(t *testing.T) {
	s := plain(t)
	for target, want := range map[string]string{
		"/nope":           "there is nothing at /nope",
		"/v1/releases/99": "there is no release 99 here",
	} {
		var p problem
		ask(t, s, http.MethodGet, target).json(t, &p)
		if p.Status != http.StatusNotFound || p.Detail != want {
			t.Errorf("%s: %d %q, want %q", target, p.Status, p.Detail, want)
		}
	}
}

// isProblem checks an error's form, and that no cache is invited to keep it.
func isProblem(t *testing.T, a answer) {
	t.Helper()
	if kind := a.Header().Get("Content-Type"); kind != "application/problem+json" {
		t.Errorf("error of type %q", kind)
	}
	var p problem
	a.json(t, &p)
	if p.Status != a.Code || p.Title == "" || p.Detail == "" {
		t.Errorf("problem %+v under status %d", p, a.Code)
	}
	for _, name := range []string{"Etag", "Cache-Control", "Expires", "Last-Modified", "Content-Encoding"} {
		if v := a.Header().Get(name); v != "" {
			t.Errorf("error with %s: %s", name, v)
		}
	}
}

// secured checks what all answers say to a browser, and what all but tiles do:
// those are never a document.
func secured(t *testing.T, a answer, target string) {
	t.Helper()
	want := map[string]string{"X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin"}
	path, _, _ := strings.Cut(target, "?")
	if _, tile := tilePath(path); !tile {
		want["Content-Security-Policy"] = "default-src 'none'"
		want["Referrer-Policy"] = "no-referrer"
		want["Cross-Origin-Opener-Policy"] = "same-origin"
		want["Permissions-Policy"] = "geolocation=(self)"
	}
	for name, want := range want {
		if got := a.Header().Get(name); !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q in it", name, got, want)
		}
	}
}

// What never changes is known by its name before any work; a client that has it is told so.
func TestKnownAnswers(t *testing.T) {
	s := plain(t)
	for _, target := range []string{
		"/v1/openapi.json", "/v1/releases", "/v1/releases/7", "/v1/releases/7/tiles/cells.json",
		"/v1/releases/7/tiles/cells/10/843/512.mvt", "/v1/releases/7/tiles/cells/10/0/0.mvt", "/v1/releases/7/tiles/outlines/10/843/512.mvt", "/v1/releases/7/values?indicator=desil_1_4", "/v1/releases/7/areas?sort=name",
		"/v1/releases/7/areas.csv", "/v1/releases/7/areas.geojson", "/v1/releases/7/cells.csv", "/v1/releases/7/cells.geojson?resolution=6",
		"/", "/assets/main-abc123.js",
	} {
		t.Run(target, func(t *testing.T) {
			a, zipped := get(t, s, target), get(t, s, target, "Accept-Encoding", "br, gzip;q=0.5")
			etag := a.Header().Get("Etag")
			if !strings.HasPrefix(etag, `"`) || len(etag) < 10 {
				t.Errorf("ETag %q is not a strong one", etag)
			}
			if etag == zipped.Header().Get("Etag") {
				t.Error("identity and gzip have the same strong ETag")
			}
			if !bytes.Equal(a.body, zipped.body) {
				t.Error("identity and gzip differ in content")
			}
			for _, x := range []answer{a, zipped} {
				if !strings.HasPrefix(x.Header().Get("Vary"), "Accept-Encoding") {
					t.Errorf("Vary %q", x.Header().Get("Vary"))
				}
			}
			want := "no-cache"
			if strings.Contains(target, "/7") {
				want = "private, max-age=31536000, immutable"
			} else if strings.Contains(target, "assets") {
				want = "public, max-age=31536000, immutable"
			}
			if got := a.Header().Get("Cache-Control"); got != want {
				t.Errorf("Cache-Control %q, want %q", got, want)
			}
			for _, tc := range []struct {
				name, sent string
				want       int
			}{
				{"the tag", etag, 304},
				{"the tag, weakened by a proxy", "W/" + etag, 304},
				{"the tag among others", `"x", ` + etag + `, W/"y"`, 304},
				{"another tag", `"x"`, a.Code},
				{"the tag of the other encoding", zipped.Header().Get("Etag"), a.Code},
			} {
				b := get(t, s, target, "If-None-Match", tc.sent)
				if b.Code != tc.want || b.Code == 304 && (len(b.body) > 0 || b.Header().Get("Etag") != etag) {
					t.Errorf("%s: %d with %d bytes, want %d", tc.name, b.Code, len(b.body), tc.want)
				}
			}
		})
	}
}

func TestEncodings(t *testing.T) {
	s := plain(t)
	for accept, want := range map[string]string{
		"": "", "gzip": "gzip", "GZIP": "gzip", "br": "", "*": "gzip", "gzip;q=0": "", "gzip; q=0.0, *": "",
		"deflate, gzip;q=1.0, *;q=0.5": "gzip", "identity": "", "*;q=0": "",
	} {
		a := get(t, s, "/v1/releases/7/tiles/cells/10/843/512.mvt", "Accept-Encoding", accept)
		if got := a.Header().Get("Content-Encoding"); got != want {
			t.Errorf("Accept-Encoding %q: %q, want %q", accept, got, want)
		}
	}
}

func TestDescriptionAsJSON(t *testing.T) {
	doc, err := openapi3.NewLoader().LoadFromData(get(t, plain(t), "/v1/openapi.json").body)
	if err != nil || doc.Validate(context.Background()) != nil {
		t.Errorf("the description cannot be read back: %v", err)
	}
}

// Answers that a client is to ask for again in a second are not immutable.
func TestAShortAgeIsNotImmutable(t *testing.T) {
	for age, want := range map[time.Duration]string{time.Second: "private, max-age=1", 0: "private, max-age=31536000, immutable"} {
		s := opened(t, Options{Releases: newPress(made(t, 7, poverty.Planner, 40)), Audience: poverty.Planner, Web: page, MaxAge: age})
		for _, target := range []string{"/v1/releases/7", "/v1/releases/7/areas", "/tables/7/map.svg"} {
			if got := get(t, s, target).Header().Get("Cache-Control"); got != want {
				t.Errorf("kept for %v, %s: %q, want %q", age, target, got, want)
			}
		}
	}
}
