// Package boundary reads the boundaries of administrative areas: GeoJSON
// (collection or newline-delimited), zipped Shapefile and GeoPackage. What a
// file is, it says itself by its first bytes; its name is not asked.
//
// Shapes come as they stand in the file, x before y, in the file's [CRS]:
// PostGIS transforms them once, when they are kept.
package boundary

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"tepat/ingest/say"

	"github.com/paulmach/orb"
)

// ErrFormat says that a file is none of the formats that are read, or is damaged.
var ErrFormat = say.Errorf(say.NotBoundaries)

// Options say what the file itself does not.
type Options struct {
	Layer string // of a GeoPackage or an archive; "" its only one
	CRS   CRS    // in place of what the file says; "" what it says
}

// A Feature is one area as it stands in the file.
type Feature struct {
	Row      int64  // from 1
	Code     string // as text, also where the file has a number; "" where it has none
	Name     string
	District string           // name of the district that it lies in, "" where the file does not say
	Regency  string           // name of the regency that it lies in, "" where the file does not say
	Shape    orb.MultiPolygon // x, y in the file's CRS, rings closed, numbers finite; nil where it has no polygon
}

// A File is an open file of boundaries.
type File struct {
	Name   string // base name
	SHA256 [32]byte
	Fields []string // names of the fields
	CRS    CRS      // for certain after the last feature, as GeoJSON may say it there

	bytes   source
	closers []io.Closer
	records iter.Seq2[record, error] // may be asked for more than once
}

// A source is an open file, or bytes in memory.
type source interface {
	io.ReaderAt
	io.ReadSeeker
}

// A record is a feature of which the fields are not yet understood.
type record struct {
	value func(field string) string
	shape orb.MultiPolygon
}

// Open finds out what a file is, which fields it has, and takes its hash.
func Open(path string, o Options) (*File, error) {
	f := &File{Name: filepath.Base(path)}
	if err := f.open(path, o); err != nil {
		return nil, errors.Join(fmt.Errorf("boundary: %s: %w", f.Name, err), f.Close())
	}
	return f, nil
}

func (f *File) open(path string, o Options) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	f.bytes, f.closers = file, append(f.closers, file)
	sum := sha256.New()
	size, err := io.Copy(sum, file)
	if err != nil {
		return err
	}
	sum.Sum(f.SHA256[:0])
	if err := f.recognise(path, size, o.Layer); err != nil {
		return say.Errorf(say.Because, ErrFormat, err)
	}
	if len(f.Fields) == 0 {
		return say.Errorf(say.NoFields, ErrFormat)
	}
	if o.CRS != "" {
		crs := toCRS(string(o.CRS))
		f.CRS = crs
		f.records = fixed(f.records, func() { f.CRS = crs })
	}
	return f.CRS.check()
}

// fixed runs after every record, so that what the file says later does not count.
func fixed(records iter.Seq2[record, error], after func()) iter.Seq2[record, error] {
	return func(yield func(record, error) bool) {
		defer after()
		for r, err := range records {
			after()
			if !yield(r, err) {
				return
			}
		}
	}
}

// recognise knows a format by how a file begins.
func (f *File) recognise(path string, size int64, layer string) error {
	head := make([]byte, 512)
	n, err := f.bytes.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	head = head[:n]
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return f.openShapefile(size, layer)
	case bytes.HasPrefix(head, []byte("SQLite format 3\x00")):
		return f.openGeoPackage(path, layer)
	case bytes.HasPrefix(head, []byte{0, 0, 0x27, 0x0a}):
		return say.Errorf(say.ShapeAlone)
	case bytes.HasPrefix(bytes.TrimLeft(inUTF8(head), "\ufeff\x1e \t\r\n"), []byte("{")):
		return f.openGeoJSON()
	}
	return say.Errorf(say.NoBoundaryKind)
}

// Close closes the file.
func (f *File) Close() (err error) {
	for i := len(f.closers) - 1; i >= 0; i-- {
		err = errors.Join(err, f.closers[i].Close())
	}
	return err
}

// storable puts ASCII's own sign for a damaged character in place of NUL, which
// no text of the database can hold.
var storable = strings.NewReplacer("\x00", "\x1a")

// Features yields the features in the order of the file. It ends with the
// first error, which says in which feature it lies.
func (f *File) Features(c Columns) iter.Seq2[Feature, error] {
	return func(yield func(Feature, error) bool) {
		row := int64(0)
		for r, err := range f.records {
			row++
			if err != nil {
				yield(Feature{}, say.Errorf(say.FeatureIs, f.Name, row, ErrFormat, err))
				return
			}
			value := func(field string) string {
				if field == "" {
					return ""
				}
				return storable.Replace(strings.ToValidUTF8(strings.TrimSpace(r.value(field)), "\ufffd"))
			}
			if !yield(Feature{row, value(c.Code), value(c.Name), value(c.District), value(c.Regency), r.shape}, nil) {
				return
			}
		}
		if err := f.CRS.check(); err != nil {
			yield(Feature{}, fmt.Errorf("boundary: %s: %w", f.Name, err))
		}
	}
}
