// Package sharedtest finds the reference files that tests read beside the project.
package sharedtest

import (
	"os"
	"path/filepath"
	"testing"
)

// Path returns where the shared file name lies: below TEPAT_SHARED, or below
// ../shared seen from the project's root. Where the folder is missing it says
// what stays unchecked and returns false; with CI=true that is a failure.
func Path(t testing.TB, name string) (string, bool) {
	t.Helper()
	path := filepath.Join(dir(t), "data", filepath.FromSlash(name))
	if _, err := os.Stat(path); err == nil {
		return path, true
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("shared file %s is missing, set TEPAT_SHARED", name)
	}
	t.Logf("unchecked: needs the shared file %s (TEPAT_SHARED)", name)
	return "", false
}

func dir(t testing.TB) string {
	if d := os.Getenv("TEPAT_SHARED"); d != "" {
		return d
	}
	return filepath.Join(root(t), "..", "shared")
}

// root returns the folder that holds go.mod.
func root(t testing.TB) string {
	d, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(d, "go.mod")); err == nil {
			return d
		}
		if d == filepath.Dir(d) {
			t.Fatal("no go.mod above the test")
		}
		d = filepath.Dir(d)
	}
}
