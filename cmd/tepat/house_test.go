package main

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"strings"
	"testing"
)

// May is the house: what each room may import of tepat, and which outside
// package is let in by which room alone. A room imports itself and the rooms
// below it freely; prefixes end in "/...".
var may = map[string][]string{
	"geo":                   {},
	"geo/hex":               {"geo"},
	"geo/area":              {"geo", "geo/hex"},
	"geo/poverty":           {"geo/area", "geo/hex", "geo/cql2"},
	"geo/census":            {"geo/hex", "geo/poverty", "geo/cql2"},
	"geo/census/censustest": {"geo/hex", "geo/poverty", "geo/cql2"},
	"geo/disclose":          {"geo", "geo/area", "geo/hex", "geo/poverty"},
	"geo/cql2":              {},
	"geo/cql2/cql2test":     {"geo/cql2"},
	"geo/target":            {"geo/poverty", "geo/stat"},
	"geo/survey":            {"geo/poverty", "geo/stat"},
	"geo/stat":              {"geo"},
	"geo/reach":             {"geo", "geo/area", "geo/disclose", "geo/hex", "geo/poverty", "geo/stat", "geo/survey", "geo/target"},
	"geo/sharedtest":        {},
	"store":                 {"geo/...", "store/migration"},
	"store/local":           {},
	"store/storetest":       {"store", "store/local"},
	"ingest":                {"geo/...", "ingest/..."},
	"ingest/registry":       {"geo/...", "ingest/..."},
	"ingest/figures":        {},
	"ingest/boundary":       {"geo/...", "ingest/..."},
	"ingest/locate":         {"geo", "geo/area", "geo/hex", "geo/poverty", "ingest/say"},
	"ingest/say":            {"geo/poverty"},
	"ingest/seal":           {},
	"ingest/release":        {"geo/..."},
	"ingest/synth":          {"geo/..."},
	"tiles":                 {"geo/..."},
	"api":                   {"geo/...", "tiles"},
	"web":                   {},
	"cmd/tepat":             {"..."},
	"cmd/bench":             {"..."},
}

// Doors are the outside packages that only one room may open.
var doors = map[string][]string{
	"github.com/uber/h3-go/":      {"geo/hex"},
	"github.com/paulmach/orb/enc": {"tiles", "api"},
	"github.com/jackc/pgx/":       {"store", "store/local", "store/storetest"},
	"github.com/twpayne/go-geom":  {"store", "ingest/boundary"},
	"github.com/gorilla/mux":      {"api"},
	"github.com/xuri/excelize/":   {"ingest/registry", "ingest/synth", "api"},
	"modernc.org/sqlite":          {"ingest/boundary"},
	"github.com/twpayne/go-shape": {"ingest/boundary"},
	"gonum.org/v1/gonum/":         {"geo/stat", "geo/survey", "geo/target", "geo/disclose"},
}

// TestHouse holds the arrows of the house: imports point down, and each door
// has one room. Files of tests may look over the wall; the program may not.
func TestHouse(t *testing.T) {
	for _, p := range packages(t) {
		room := strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, "tepat"), "/")
		below, known := may[room]
		if !known {
			t.Errorf("%s is a room that the house does not know: add it to the drawing", room)
			continue
		}
		for _, imported := range p.Imports {
			if inner, ok := strings.CutPrefix(imported, "tepat/"); ok && inner != room && !allowed(below, inner) {
				t.Errorf("%s imports %s; it may import only %v", room, inner, below)
			}
			for door, rooms := range doors {
				if strings.HasPrefix(imported, door) && !allowed(append(rooms, "cmd/bench"), room) {
					t.Errorf("%s imports %s, which only %v may", room, imported, rooms)
				}
			}
		}
	}
}

func allowed(list []string, room string) bool {
	for _, a := range list {
		if prefix, deep := strings.CutSuffix(a, "..."); a == room || deep && strings.HasPrefix(room, prefix) {
			return true
		}
	}
	return false
}

type goPackage struct {
	ImportPath string
	Imports    []string
}

func packages(t *testing.T) (ps []goPackage) {
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports", "tepat/...")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p goPackage
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return ps
		} else if err != nil {
			t.Fatal(err)
		}
		ps = append(ps, p)
	}
}
