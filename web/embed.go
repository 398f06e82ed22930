// Package web carries the browser page. The page itself is TypeScript, see
// src/main.tsx; its build, dist, is not committed.
package web

import (
	"embed"
	"io/fs"
)

// The pattern matches dist, where it was built, and dist-fallback, which is
// always there: so the program compiles without Node.
//
//go:embed all:dist*
var built embed.FS

// FS returns the built page: index.html at its root and everything else under
// assets, named by content. Where the page was not built, it holds only an
// index.html that says how to build it.
func FS() fs.FS { return choose(built) }

func choose(from fs.FS) fs.FS {
	for _, dir := range []string{"dist", "dist-fallback"} {
		if page, err := fs.Sub(from, dir); err == nil {
			if _, err := fs.Stat(page, "index.html"); err == nil {
				return page
			}
		}
	}
	panic("web: embedded without dist-fallback/index.html")
}
