package registry_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tepat/ingest/registry"
)

// A file that is not what its name says is refused with what to do.
func TestFilesThatAreNoTable(t *testing.T) {
	for _, tc := range []struct{ name, text, want string }{
		{"old.csv", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "save it as .xlsx"},
		{"dtsen.csv", "\x1f\x8b\x08\x00\x00", "gunzip"},
		{"dtsen.xlsx", "%PDF-1.7\n", "it is a PDF"},
		{"empty.csv", "", "it is empty"},
	} {
		path := filepath.Join(t.TempDir(), tc.name)
		if err := os.WriteFile(path, []byte(tc.text), 0o600); err != nil {
			t.Fatal(err)
		}
		f, err := registry.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		_, err = f.Table(registry.Options{})
		f.Close()
		if !errors.Is(err, registry.ErrNotTable) || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v, want %q", tc.name, err, tc.want)
		}
	}
}
