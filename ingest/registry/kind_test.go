package registry_test

import (
	"archive/zip"
	"bytes"
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
		{"export.xls", "\xef\xbb\xbf\n<HTML><table><tr><td>nik</td></tr></table>", "it is a web page or XML"},
		{"dtsen.json", `{"data": []}`, "it is JSON"},
		{"dtsen.zip", archive("dtsen.csv"), "unpack it"},
		{"dtsen.ods", archive("mimetype", "content.xml"), "it is an OpenDocument"},
		{"dtsen.xlsb", archive("xl/workbook.bin", "xl/_rels/workbook.bin.rels"), "it is a binary workbook"},
		{"dtsen.docx", archive("[Content_Types].xml", "word/document.xml"), "it is a text document"},
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

// archive returns a zip file that holds files of those names.
func archive(names ...string) string {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range names {
		if _, err := z.Create(name); err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.String()
}
