package boundary

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"tepat/ingest/say"

	"github.com/paulmach/orb"
	"github.com/twpayne/go-shapefile"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
)

// What an archive may unpack to, in bytes and in times its size: maps shrink
// tenfold, tables of blanks a hundredfold, and a bomb a thousandfold.
const (
	maxUnpacked = 2 << 30
	maxTable    = 256 << 20 // it is held in memory
	maxRatio    = 200
	smallEnough = 4 << 20 // whatever the ratio
)

// openShapefile finds the Shapefile of an archive of size bytes and reads its
// table of fields; shapes are streamed. The library reads the table alone: it
// refuses shapes with heights but no measures, and takes rings to be in order.
func (f *File) openShapefile(size int64, layer string) error {
	archive, err := zip.NewReader(f.bytes, size)
	if err != nil {
		return err
	}
	parts, err := findLayer(archive, size, layer)
	if err != nil {
		return err
	}
	if text, err := unpack(parts[".prj"], maxCRS); err != nil {
		return fmt.Errorf(".prj: %w", err)
	} else {
		f.CRS = toCRS(string(text))
	}
	cpg, err := unpack(parts[".cpg"], 1<<10)
	if err != nil {
		return fmt.Errorf(".cpg: %w", err)
	}
	body, err := unpack(parts[".dbf"], maxTable)
	if err != nil {
		return fmt.Errorf(".dbf: %w", err)
	}
	t, err := readTable(body, string(cpg))
	if err != nil {
		return fmt.Errorf(".dbf: %w", err)
	}
	f.Fields = t.fields
	f.records = func(yield func(record, error) bool) { readShapes(parts[".shp"], t, yield) }
	return nil
}

// findLayer returns the parts of the archive's Shapefile by ending, after a
// look at the sizes that it claims.
func findLayer(archive *zip.Reader, size int64, layer string) (map[string]*zip.File, error) {
	layers := map[string]map[string]*zip.File{}
	var total uint64
	for _, entry := range archive.File {
		ending := strings.ToLower(path.Ext(entry.Name))
		if !slices.Contains([]string{".shp", ".dbf", ".prj", ".cpg"}, ending) || strings.HasPrefix(entry.Name, "__MACOSX/") {
			continue
		}
		if total += entry.UncompressedSize64; entry.UncompressedSize64 > maxUnpacked || total > maxUnpacked {
			return nil, say.Errorf(say.ArchiveLarge)
		}
		name := entry.Name[:len(entry.Name)-len(ending)]
		if layers[name] == nil {
			layers[name] = map[string]*zip.File{}
		}
		if layers[name][ending] != nil {
			return nil, say.Errorf(say.ThereTwice, path.Base(name), ending)
		}
		layers[name][ending] = entry
	}
	if total > smallEnough && total > maxRatio*uint64(size) {
		return nil, say.Errorf(say.ArchiveRatio, maxRatio)
	}
	return chooseLayer(layers, layer)
}

func chooseLayer(layers map[string]map[string]*zip.File, layer string) (map[string]*zip.File, error) {
	var names []string
	var found map[string]*zip.File
	for name, parts := range layers {
		if parts[".shp"] == nil {
			continue
		}
		names = append(names, path.Base(name))
		if layer == "" || path.Base(name) == layer {
			found = parts
		}
	}
	slices.Sort(names)
	switch has := strings.Join(names, ", "); {
	case len(names) == 0:
		return nil, say.Errorf(say.NoShapefile)
	case found == nil:
		return nil, say.Errorf(say.NoLayer, layer, has)
	case layer == "" && len(names) > 1:
		return nil, say.Errorf(say.WhichLayer, has)
	case found[".dbf"] == nil:
		return nil, say.Errorf(say.NoDBF)
	}
	return found, nil
}

// unpack reads an entry, which may be missing, up to limit bytes: the size
// that an archive claims is not believed.
func unpack(entry *zip.File, limit int64) ([]byte, error) {
	if entry == nil {
		return nil, nil
	}
	r, err := entry.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	body, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err == nil && int64(len(body)) > limit {
		err = say.Errorf(say.LargerThan, limit)
	}
	return body, err
}

// readShapes yields the polygons of a .shp with their rows of the table.
func readShapes(entry *zip.File, t *table, yield func(record, error) bool) {
	body, err := entry.Open()
	if err != nil {
		yield(record{}, err)
		return
	}
	defer body.Close()
	r := bufio.NewReaderSize(io.LimitReader(body, int64(entry.UncompressedSize64)), 1<<16)
	if err := shpHead(r); err != nil {
		yield(record{}, err)
		return
	}
	for _, row := range t.rows {
		shape, err := shpRecord(r)
		if err == nil {
			shape, err = tidy(shape)
		} else if errors.Is(err, io.EOF) {
			err = say.Errorf(say.FewerShapes, len(t.rows))
		}
		if row == nil && err == nil {
			continue // deleted
		}
		if !yield(record{func(field string) string { return t.value(row, field) }, shape}, err) || err != nil {
			return
		}
	}
	if _, err := shpRecord(r); !errors.Is(err, io.EOF) {
		yield(record{}, say.Errorf(say.MoreShapes, len(t.rows)))
	}
}

// shpHead reads the head of 100 bytes, which begins with 9994.
func shpHead(r io.Reader) error {
	head := make([]byte, 100)
	if _, err := io.ReadFull(r, head); err != nil || binary.BigEndian.Uint32(head) != 9994 {
		return say.Errorf(say.DamagedShapes)
	}
	return nil
}

// The shape types that are polygons: plain, with heights, with measures.
var polygonTypes = []uint32{5, 15, 25}

// maxRecord is what the largest shape takes, heights and measures included.
const maxRecord = 32*maxVertices + 4*maxRings + 128

// shpRecord reads the polygon of one record; nil for another type, [io.EOF]
// after the last.
func shpRecord(r io.Reader) (orb.MultiPolygon, error) {
	var head [8]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, err
	}
	length := 2 * int64(binary.BigEndian.Uint32(head[4:]))
	if length < 4 || length > maxRecord {
		return nil, errTooLarge
	}
	body, err := io.ReadAll(io.LimitReader(r, length))
	if err != nil {
		return nil, err
	}
	if int64(len(body)) < length {
		return nil, say.Errorf(say.ShapesBreakOff)
	}
	if !slices.Contains(polygonTypes, binary.LittleEndian.Uint32(body)) {
		return nil, nil
	}
	return shpPolygon(body)
}

// shpPolygon reads type, box, number of rings and of points, where each ring
// begins, and the points; heights and measures follow and are left out.
func shpPolygon(body []byte) (orb.MultiPolygon, error) {
	errDamaged := say.Errorf(say.DamagedShapes)
	const fixed = 44
	if len(body) < fixed {
		return nil, errDamaged
	}
	le := binary.LittleEndian
	parts, points := int(le.Uint32(body[36:])), int(le.Uint32(body[40:]))
	if parts > maxRings || points > maxVertices {
		return nil, errTooLarge
	}
	begins, xy := body[fixed:], 4*parts
	if len(begins) < xy+16*points {
		return nil, errDamaged
	}
	rings := make([]orb.Ring, parts)
	for i := range rings {
		from, to := int(le.Uint32(begins[4*i:])), points
		if i+1 < parts {
			to = int(le.Uint32(begins[4*i+4:]))
		}
		if from > to || to > points {
			return nil, errDamaged
		}
		rings[i] = make(orb.Ring, 0, to-from)
		for p := begins[xy+16*from : xy+16*to]; len(p) > 0; p = p[16:] {
			rings[i] = append(rings[i], orb.Point{math.Float64frombits(le.Uint64(p)), math.Float64frombits(le.Uint64(p[8:]))})
		}
	}
	return nest(rings), nil
}

// A table is what stands in a .dbf.
type table struct {
	fields []string
	rows   [][]any // nil where deleted
	text   encoding.Encoding
}

// readTable reads a .dbf. Its texts are in the code page of the .cpg, else in
// that of its own head, else in UTF-8 where they can be, else in windows-1252.
func readTable(body []byte, cpg string) (*table, error) {
	if len(body) < 32 {
		return nil, say.Errorf(say.ItBreaksOff)
	}
	// The library makes room for as many rows as the head claims.
	rows, width := int64(binary.LittleEndian.Uint32(body[4:])), int64(binary.LittleEndian.Uint16(body[10:]))
	if rows*max(width, 1) > int64(len(body)) {
		return nil, say.Errorf(say.ItBreaksOff)
	}
	// Without a character set the library reads Latin 1, in which no byte is lost.
	dbf, err := shapefile.ReadDBF(bytes.NewReader(body), int64(len(body)), &shapefile.ReadDBFOptions{SkipBrokenFields: true})
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = say.Errorf(say.ItBreaksOff)
	}
	if err != nil {
		return nil, err
	}
	t := &table{rows: dbf.Records}
	for _, d := range dbf.FieldDescriptors {
		name, _, _ := strings.Cut(d.Name, "\x00")
		t.fields = append(t.fields, name)
	}
	t.text, err = codePage(cpg, body[29])
	return t, err
}

// codePages by the digits of their names: 1252, ANSI 1252, CP1252, 88591, ISO-8859-1.
var codePages = map[string]encoding.Encoding{
	"437": charmap.CodePage437, "850": charmap.CodePage850, "852": charmap.CodePage852,
	"1250": charmap.Windows1250, "1252": charmap.Windows1252, "1254": charmap.Windows1254,
	"88591": charmap.Windows1252, "885915": charmap.ISO8859_15,
	"8": encoding.Nop, "65001": encoding.Nop, // UTF-8
}

// codePage returns what a .cpg says, else the language driver in the head of
// the .dbf; nil where neither says anything.
func codePage(cpg string, driver byte) (encoding.Encoding, error) {
	if cpg = strings.TrimSpace(cpg); cpg != "" {
		digits := strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return -1
			}
			return r
		}, cpg)
		if page := codePages[digits]; page != nil {
			return page, nil
		}
		return nil, say.Errorf(say.CodePage, cpg)
	}
	switch driver {
	case 0x01:
		return charmap.CodePage437, nil
	case 0x02:
		return charmap.CodePage850, nil
	case 0x03:
		return charmap.Windows1252, nil
	}
	return nil, nil
}

// value returns a field of a row as text, "" where it is empty or broken.
func (t *table) value(row []any, field string) string {
	i := slices.Index(t.fields, field)
	if i < 0 || i >= len(row) {
		return ""
	}
	switch v := row[i].(type) {
	case string:
		return t.decode(v)
	case int:
		return strconv.Itoa(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return ""
}

// decode reads text that was read as Latin 1 in its own code page.
func (t *table) decode(latin string) string {
	raw, err := charmap.ISO8859_1.NewEncoder().String(latin)
	if err != nil {
		return latin
	}
	page := t.text
	if page == nil {
		if page = encoding.Encoding(charmap.Windows1252); utf8.ValidString(raw) {
			page = encoding.Nop
		}
	}
	text, err := page.NewDecoder().String(raw)
	if err != nil {
		return latin
	}
	return strings.ToValidUTF8(text, "\ufffd")
}
