package api

import (
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"

	"tepat/geo/poverty"
)

// An asset is a file of the page, read once.
type asset struct {
	kind, cacheControl string
	sum                string // of its content
	body, zipped       []byte // zipped is nil where it would not be smaller
}

// assets reads the page into memory. What lies under assets/ is named by its
// content and never changes; the rest is asked for each time.
func assets(page fs.FS) map[string]asset {
	all := map[string]asset{}
	if page == nil {
		return all
	}
	err := fs.WalkDir(page, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := fs.ReadFile(page, name)
		if err != nil {
			return err
		}
		a := asset{kind: kindOf(name), cacheControl: "no-cache", sum: tag(string(body)), body: body}
		if strings.HasPrefix(name, "assets/") {
			a.cacheControl = "public, max-age=31536000, immutable"
		}
		if zipped, err := compress(body); err != nil {
			return err
		} else if len(zipped) < len(body)*9/10 {
			a.zipped = zipped
		}
		all[name] = a
		return nil
	})
	if err != nil {
		panic(fmt.Errorf("api: the page cannot be read: %w", err)) // it is part of the program
	}
	return all
}

// kindOf returns the media type of a file, the same on every machine.
func kindOf(name string) string {
	switch path.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".js", ".mjs":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".json", ".map":
		return "application/json"
	case ".webmanifest":
		return "application/manifest+json"
	case ".svg":
		return "image/svg+xml"
	case ".woff2":
		return "font/woff2"
	case ".txt":
		return "text/plain; charset=utf-8"
	}
	if kind := mime.TypeByExtension(path.Ext(name)); kind != "" {
		return kind
	}
	return "application/octet-stream"
}

// web answers with a file of the page. The query is the page's own business, but
// for those whom it leads to the tables.
func (s *Server) web(w http.ResponseWriter, r *http.Request) error {
	name := strings.TrimPrefix(r.URL.Path, "/")
	if name == "" {
		name = "index.html"
	}
	a, ok := s.page[name]
	if !ok {
		return fmt.Errorf("there is nothing at %s: %w", r.URL.Path, poverty.ErrNotFound)
	}
	if name == "index.html" {
		if body, links := s.led(r, a.body); links != "" {
			if told(w, r, tag(encodingOf(r), a.sum, links), a.cacheControl) {
				return nil
			}
			return writeBody(w, r, a.kind, body)
		}
	}
	if told(w, r, tag(encodingOf(r), a.sum), a.cacheControl) {
		return nil
	}
	if a.zipped != nil && zips(r) {
		return writeZipped(w, r, a.kind, a.zipped)
	}
	write(w, r, a.kind, a.body)
	return nil
}
