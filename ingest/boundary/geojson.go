package boundary

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"slices"

	"tepat/ingest/say"

	"github.com/paulmach/orb"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
)

// openGeoJSON looks at the first feature. The file is one FeatureCollection,
// or Features one after the other, with or without record separators.
func (f *File) openGeoJSON() error {
	f.records = f.readGeoJSON
	for r, err := range f.decodeGeoJSON {
		if err != nil {
			return err
		}
		for name := range r.Properties {
			f.Fields = append(f.Fields, name)
		}
		slices.Sort(f.Fields)
		return nil
	}
	return say.Errorf(say.NoFeatures)
}

func (f *File) readGeoJSON(yield func(record, error) bool) {
	for r, err := range f.decodeGeoJSON {
		var shape orb.MultiPolygon
		if err == nil {
			shape, err = r.Geometry.shape()
		}
		if err == nil {
			shape, err = tidy(shape)
		}
		if !yield(record{r.value, shape}, err) || err != nil {
			return
		}
	}
}

// decodeGeoJSON yields the features from the beginning, one in memory at a time.
func (f *File) decodeGeoJSON(yield func(feature, error) bool) {
	if _, err := f.bytes.Seek(0, io.SeekStart); err != nil {
		yield(feature{}, err)
		return
	}
	f.CRS = WGS84 // RFC 7946, unless the file says otherwise
	g := geoJSON{file: f, yield: yield}
	g.Decoder = json.NewDecoder(&separated{r: bufio.NewReaderSize(f.text(), 1<<16)})
	g.UseNumber()
	for g.More() {
		if err := g.object(); errors.Is(err, errStop) {
			return
		} else if err != nil {
			yield(feature{}, g.where(err))
			return
		}
	}
	if _, err := g.Token(); !errors.Is(err, io.EOF) {
		yield(feature{}, g.where(err))
	}
}

// text returns the bytes of the file as UTF-8.
func (f *File) text() io.Reader {
	if wide := f.wide(); wide != nil {
		return wide.NewDecoder().Reader(f.bytes)
	}
	return f.bytes
}

// wide returns the UTF-16 that the file is written in, nil where it is in another encoding.
func (f *File) wide() encoding.Encoding {
	head := make([]byte, 4)
	n, _ := f.bytes.ReadAt(head, 0)
	return utf16Of(head[:n])
}

// inUTF8 returns the beginning of a text as UTF-8.
func inUTF8(head []byte) []byte {
	if wide := utf16Of(head); wide != nil {
		head, _ = wide.NewDecoder().Bytes(head)
	}
	return head
}

// utf16Of returns the UTF-16 that a text begins in, by its mark or by its first
// letters, which have an empty half; nil where it begins in another encoding.
func utf16Of(h []byte) encoding.Encoding {
	if len(h) < 4 {
		return nil
	}
	switch {
	case h[0] == 0xff && h[1] == 0xfe, h[0] == 0xfe && h[1] == 0xff:
		return unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM)
	case h[0] != 0 && h[1] == 0 && h[2] != 0 && h[3] == 0:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case h[0] == 0 && h[1] != 0 && h[2] == 0 && h[3] != 0:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	}
	return nil
}

// errStop says that nobody wants more.
var errStop = errors.New("stop")

// separated blanks what may stand between the texts of a sequence: the record
// separator, which JSON text never holds, and a byte order mark at the beginning.
type separated struct {
	r       *bufio.Reader
	started bool
}

func (s *separated) Read(p []byte) (int, error) {
	if !s.started {
		s.started = true
		if mark, _ := s.r.Peek(3); string(mark) == "\ufeff" {
			s.r.Discard(3)
		}
	}
	n, err := s.r.Read(p)
	for i, b := range p[:n] {
		if b == 0x1e {
			p[i] = ' '
		}
	}
	return n, err
}

type geoJSON struct {
	*json.Decoder
	file  *File
	yield func(feature, error) bool
}

// where says how far the text was read.
func (g *geoJSON) where(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = say.Errorf(say.BreaksOff)
	}
	at := say.ByteIs
	if g.file.wide() != nil {
		at = say.ByteInUTF8 // the decoder counts what it is given
	}
	return say.Errorf(at, g.InputOffset(), err)
}

// object reads a collection, or a feature that stands alone.
func (g *geoJSON) object() error {
	if err := g.expect('{'); err != nil {
		return err
	}
	var alone feature
	var kind string
	for g.More() {
		key, err := g.Token()
		if err != nil {
			return err
		}
		switch key {
		case "type":
			err = g.Decode(&kind)
		case "features":
			err = g.features()
		case "crs":
			err = g.crs()
		case "properties":
			err = g.Decode(&alone.Properties)
		case "geometry":
			err = g.Decode(&alone.Geometry)
		default:
			err = g.Decode(&json.RawMessage{})
		}
		if err != nil {
			return err
		}
	}
	if err := g.expect('}'); err != nil || kind != "Feature" {
		return err
	}
	return g.tell(alone)
}

func (g *geoJSON) features() error {
	if err := g.expect('['); err != nil {
		return err
	}
	for g.More() {
		var next feature
		if err := g.Decode(&next); err != nil {
			return err
		}
		if err := g.tell(next); err != nil {
			return err
		}
	}
	return g.expect(']')
}

func (g *geoJSON) expect(want json.Delim) error {
	if got, err := g.Token(); err != nil {
		return err
	} else if got != want {
		return say.Errorf(say.Unexpected, got, want)
	}
	return nil
}

func (g *geoJSON) tell(next feature) error {
	if !g.yield(next, nil) {
		return errStop
	}
	return nil
}

// crs reads the member that GeoJSON had before RFC 7946 and that GDAL still writes.
func (g *geoJSON) crs() error {
	var named *struct {
		Properties struct{ Name string }
	}
	if err := g.Decode(&named); err != nil || named == nil {
		return err
	}
	g.file.CRS = toCRS(named.Properties.Name)
	return nil
}

type feature struct {
	Properties map[string]any
	Geometry   geometry
}

// value returns a property as text; "" of null, a list or an object.
func (f feature) value(field string) string {
	switch v := f.Properties[field].(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	}
	return ""
}

type geometry struct {
	Type        string
	Coordinates json.RawMessage
	Geometries  []geometry
}

// shape returns the polygons of the geometry, those of a collection together;
// nil where it has none.
func (g geometry) shape() (shape orb.MultiPolygon, err error) {
	var polygons [][][]position
	switch g.Type {
	case "Polygon":
		polygons = make([][][]position, 1)
		err = json.Unmarshal(g.Coordinates, &polygons[0])
	case "MultiPolygon":
		err = json.Unmarshal(g.Coordinates, &polygons)
	case "GeometryCollection":
		for _, part := range g.Geometries {
			more, err := part.shape()
			if err != nil {
				return nil, err
			}
			shape = append(shape, more...)
		}
		return shape, nil
	}
	if err != nil {
		return nil, say.Errorf(say.NoPolygon, err)
	}
	return toShape(polygons), nil
}

// A position is x, y and perhaps a height.
type position orb.Point

func (p *position) UnmarshalJSON(text []byte) error {
	var numbers []*float64
	if err := json.Unmarshal(text, &numbers); err != nil {
		return err
	}
	if len(numbers) < 2 || numbers[0] == nil || numbers[1] == nil {
		return say.Errorf(say.OneNumber)
	}
	*p = position{*numbers[0], *numbers[1]}
	return nil
}

func toShape(polygons [][][]position) orb.MultiPolygon {
	var shape orb.MultiPolygon
	for _, polygon := range polygons {
		rings := make(orb.Polygon, len(polygon))
		for i, positions := range polygon {
			for _, p := range positions {
				rings[i] = append(rings[i], orb.Point(p))
			}
		}
		shape = append(shape, rings)
	}
	return shape
}
