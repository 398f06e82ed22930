package api

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"

	"tepat/geo/poverty"
)

// The basemap is a file of the operator's, PMTiles version 3, that the page draws
// beneath its own layers. A browser asks for the bytes that it needs.

var archiveMark = []byte("PMTiles\x03")

// basemap opens the operator's file; the error is [poverty.ErrNotFound] where there is none of that kind.
func (s *Server) basemap() (*os.File, os.FileInfo, error) {
	none := fmt.Errorf("there is no basemap: %w", poverty.ErrNotFound)
	if s.options.Basemap == "" {
		return nil, nil, none
	}
	f, err := os.Open(s.options.Basemap)
	if err != nil {
		return nil, nil, none
	}
	info, err := f.Stat()
	mark := make([]byte, len(archiveMark))
	if err == nil {
		_, err = io.ReadFull(f, mark)
	}
	if err != nil || !info.Mode().IsRegular() || !bytes.Equal(mark, archiveMark) {
		f.Close()
		return nil, nil, none
	}
	return f, info, nil
}

// basemapOf returns where the page finds the basemap, under another name when
// the file is another; "" where there is none.
func (s *Server) basemapOf() string {
	f, info, err := s.basemap()
	if err != nil {
		return ""
	}
	f.Close()
	return "/basemap.pmtiles?v=" + version(info)
}

func version(info os.FileInfo) string {
	return sum(strconv.FormatInt(info.Size(), 10), strconv.FormatInt(info.ModTime().UnixNano(), 10))
}

// basemapFile answers with the file, or with the ranges of it that are asked for.
func (s *Server) basemapFile(w http.ResponseWriter, r *http.Request) error {
	if _, err := query(r, "v"); err != nil {
		return err
	}
	f, info, err := s.basemap()
	if err != nil {
		return err
	}
	defer f.Close()
	w.Header().Set("Content-Type", "application/vnd.pmtiles")
	w.Header().Set("ETag", `"`+version(info)+`"`)
	w.Header().Set("Cache-Control", "no-cache")
	http.ServeContent(unhurried{w, patient{w, http.NewResponseController(w)}}, r, "", info.ModTime(), f)
	return nil
}

// An unhurried answer gives a slow client time for each piece of a long file.
type unhurried struct {
	http.ResponseWriter
	patient
}

func (u unhurried) Write(b []byte) (int, error) { return u.patient.Write(b) }
