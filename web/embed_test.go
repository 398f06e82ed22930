package web

import (
	"io/fs"
	"testing"
	"testing/fstest"
)

func TestFSHasAPageWhetherBuiltOrNot(t *testing.T) {
	if _, err := fs.Stat(FS(), "index.html"); err != nil {
		t.Fatal(err)
	}
	fallback := &fstest.MapFile{Data: []byte("how to build")}
	page := &fstest.MapFile{Data: []byte("the page")}
	for _, tc := range []struct {
		name  string
		files fstest.MapFS
		want  string
	}{
		{"built", fstest.MapFS{"dist/index.html": page, "dist-fallback/index.html": fallback}, "the page"},
		{"not built", fstest.MapFS{"dist-fallback/index.html": fallback}, "how to build"},
		{"a build that was cut short", fstest.MapFS{"dist/assets/a.js": page, "dist-fallback/index.html": fallback}, "how to build"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := fs.ReadFile(choose(tc.files), "index.html")
			if err != nil || string(got) != tc.want {
				t.Errorf("index.html = %q, %v; want %q", got, err, tc.want)
			}
		})
	}
}
