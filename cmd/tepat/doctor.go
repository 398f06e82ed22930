package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"tepat/ingest/seal"
	"tepat/store"

	"github.com/spf13/pflag"
)

type doctor struct {
	streams
	place
	json bool
}

func (v *doctor) flags(f *pflag.FlagSet) {
	v.place.flags(f)
	f.BoolVar(&v.json, "json", false, "as JSON")
}

// A finding is one thing that was looked at.
type finding struct {
	What  string `json:"what"`
	OK    bool   `json:"ok"`
	Found string `json:"found"`
	Do    string `json:"do,omitempty"` // what to do about it
}

// mark is what stands before a finding: something to do is not ok, but may be no fault.
func (f finding) mark() string {
	switch {
	case !f.OK:
		return "BAD"
	case f.Do != "":
		return "todo"
	}
	return "ok"
}

// Run looks at everything that tepat stands on; something wrong is exit code 1.
func (v *doctor) Run(ctx context.Context, args []string) (err error) {
	if len(args) > 0 {
		return usage("doctor takes no arguments")
	}
	findings := append([]finding{v.disk(), v.sealing()}, v.database(ctx)...)
	if v.json {
		err = writeJSON(v.out, findings)
	} else {
		for _, f := range findings {
			fmt.Fprintf(v.out, "%-4s %-11s %s\n", f.mark(), f.What, f.Found)
			if f.Do != "" {
				fmt.Fprintf(v.out, "%17s%s\n", "", "→ "+f.Do)
			}
		}
	}
	for _, f := range findings {
		if !f.OK {
			return errors.Join(err, errors.New("something is wrong, see above"))
		}
	}
	return err
}

func (v *doctor) disk() finding {
	dir := v.dir
	for !exists(dir) && dir != filepath.Dir(dir) {
		dir = filepath.Dir(dir)
	}
	var fs syscall.Statfs_t
	if err := syscall.Statfs(dir, &fs); err != nil {
		return finding{"disk", false, err.Error(), "check --dir"}
	}
	free, share := float64(fs.Bavail)*float64(fs.Bsize)/1e9, float64(fs.Bavail)/float64(max(1, fs.Blocks))
	f := finding{What: "disk", OK: free > 2 && share > 0.02, Found: fmt.Sprintf("%.1f GB free for %s", free, v.dir)}
	if !f.OK {
		f.Do = "free some space: a full disk stops the database"
	}
	return f
}

func (v *doctor) sealing() finding {
	info, err := os.Stat(v.key())
	if errors.Is(err, fs.ErrNotExist) {
		return finding{"key", true, "none yet; the first import makes " + v.key(), "keep a copy elsewhere once it is there"}
	}
	keys, err := seal.Load(v.key())
	if err != nil {
		return finding{"key", false, err.Error(), putBack}
	}
	return finding{"key", true, fmt.Sprintf("%s, newest key %d, mode %v", v.key(), keys.ID(), info.Mode().Perm()), ""}
}

// putBack is what to do about a key file that is not the one.
const putBack = "put the key file back from its copy; without it sealed fields cannot be read"

// sealed says whether the key file is the one under which the register was made.
func (v *doctor) sealed(ctx context.Context, db *database) finding {
	marks, made, err := db.KeyMarks(ctx)
	switch {
	case err != nil:
		return finding{"register", false, err.Error(), ""}
	case !made && len(marks) == 0:
		return finding{"register", true, "empty", ""}
	}
	if _, err := v.rightKeys(ctx, db); err != nil {
		return finding{"register", false, err.Error(), putBack}
	}
	return finding{"register", true, "made under this key", ""}
}

func (v *doctor) database(ctx context.Context) []finding {
	db, err := v.open(ctx)
	switch {
	case errors.Is(err, store.ErrNewer):
		return []finding{{"database", false, err.Error(), "install the newer tepat"}}
	case err != nil:
		return []finding{{"database", false, err.Error(), "see the message; with TEPAT_DATABASE_URL check the address; an administrator may have to run there: create extension postgis; create role tepat_serve nologin; grant tepat_serve to the owner"}}
	}
	defer db.close()
	health, err := db.Health(ctx)
	if err != nil {
		return []finding{{"database", false, err.Error(), ""}}
	}
	out := []finding{
		{"database", true, "PostgreSQL " + health.Postgres, ""},
		{"extension", health.PostGIS >= "3", "PostGIS " + health.PostGIS, ""},
		{"migrations", true, fmt.Sprintf("%d of %d", health.Migrations, health.Migrations), ""},
		v.sealed(ctx, db),
		{"role", health.ServeRole, "tepat_serve reads published figures only", ""},
		{"areas", health.Villages > 0, fmt.Sprintf("%d villages", health.Villages), ""},
		{"releases", health.Releases > 0, fmt.Sprintf("%d published", health.Releases), ""},
	}
	for i, do := range map[int]string{1: "PostGIS 3 is needed", 4: "run tepat migrate as the owner of the database",
		5: "tepat import areas …", 6: "tepat release --audience planner"} {
		if !out[i].OK {
			out[i].Do = do
		}
	}
	// A new installation without areas and releases is not ill.
	out[5].OK, out[6].OK = true, true
	return out
}
