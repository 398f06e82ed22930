package boundary

import (
	"database/sql"
	"encoding/binary"
	"math"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"

	"tepat/ingest/say"

	"github.com/paulmach/orb"
	_ "modernc.org/sqlite"
)

// openGeoPackage finds the layer. The file comes from outside: it is opened to
// read only, and its views may call no function that has effects.
func (f *File) openGeoPackage(path, name string) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	address := url.URL{Scheme: "file", Path: path,
		RawQuery: "mode=ro&immutable=1&_pragma=trusted_schema(0)&_pragma=query_only(1)&_pragma=cell_size_check(1)"}
	db, err := sql.Open("sqlite", address.String())
	if err != nil {
		return err
	}
	f.closers = append(f.closers, db)
	l, err := findTable(db, name)
	if err != nil {
		return err
	}
	f.CRS = l.crs
	if f.Fields, err = l.fields(db); err != nil {
		return err
	}
	f.records = func(yield func(record, error) bool) {
		if err := l.read(db, yield); err != nil {
			yield(record{}, err)
		}
	}
	return nil
}

// A layer is a table of features.
type layer struct {
	table, column string
	crs           CRS
}

// findTable returns the layer of that name, or the only one.
func findTable(db *sql.DB, name string) (found layer, err error) {
	rows, err := db.Query(`
		select g.table_name, g.column_name, coalesce(s.organization, ''), coalesce(s.organization_coordsys_id, 0),
			coalesce(s.definition, '')
		from gpkg_geometry_columns g
		join gpkg_contents c on c.table_name = g.table_name and c.data_type = 'features'
		left join gpkg_spatial_ref_sys s on s.srs_id = g.srs_id
		order by g.table_name`)
	if err != nil {
		return found, say.Errorf(say.NoGeoPackage, err)
	}
	defer rows.Close()
	var names []string
	for rows.Next() {
		var l layer
		var organization, definition string
		var code int
		if err := rows.Scan(&l.table, &l.column, &organization, &code, &definition); err != nil {
			return found, err
		}
		l.crs = geoPackageCRS(organization, code, definition)
		names = append(names, l.table)
		if name == "" || l.table == name {
			found = l
		}
	}
	switch has := strings.Join(names, ", "); {
	case rows.Err() != nil:
		return found, rows.Err()
	case len(names) == 0:
		return found, say.Errorf(say.NoFeatureLayer)
	case found.table == "":
		return found, say.Errorf(say.NoLayer, name, has)
	case name == "" && len(names) > 1:
		return found, say.Errorf(say.WhichLayer, has)
	}
	return found, nil
}

func geoPackageCRS(organization string, code int, definition string) CRS {
	if strings.EqualFold(organization, "EPSG") {
		return CRS("EPSG:" + strconv.Itoa(code))
	}
	if strings.EqualFold(definition, "undefined") {
		return ""
	}
	return toCRS(definition)
}

func (l layer) fields(db *sql.DB) ([]string, error) {
	rows, err := db.Query("select * from " + quote(l.table) + " limit 0")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	return rows.Columns()
}

func (l layer) read(db *sql.DB, yield func(record, error) bool) error {
	rows, err := db.Query("select * from " + quote(l.table))
	if err != nil {
		return err
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return err
	}
	for rows.Next() {
		values := make([]any, len(names))
		into := make([]any, len(names))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		row := make(map[string]any, len(names))
		for i, name := range names {
			row[name] = values[i]
		}
		blob, _ := row[l.column].([]byte)
		shape, err := geoPackageShape(blob)
		if err != nil {
			return err
		}
		if !yield(record{func(field string) string { return toText(row[field]) }, shape}, nil) {
			return nil
		}
	}
	return rows.Err()
}

func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

func toText(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return ""
}

var errBroken = say.Errorf(say.GeometryBreaks)

// geoPackageShape reads a geometry as GeoPackage keeps it: "GP", version,
// flags, SRID, perhaps an envelope, then well-known binary. It returns nil for
// none, an empty one, and one that is no polygon.
func geoPackageShape(b []byte) (orb.MultiPolygon, error) {
	const extended, empty = 0x20, 0x10
	switch {
	case len(b) == 0:
		return nil, nil
	case len(b) < 8 || string(b[:2]) != "GP":
		return nil, say.Errorf(say.NoGeometry)
	case b[3]&extended != 0:
		return nil, say.Errorf(say.OwnGeometry)
	case b[3]&empty != 0:
		return nil, nil
	}
	envelope, ok := map[byte]int{0: 0, 1: 32, 2: 48, 3: 48, 4: 64}[b[3]>>1&7]
	if !ok || len(b) < 8+envelope {
		return nil, errBroken
	}
	shape, err := (&binaryShape{rest: b[8+envelope:]}).shape()
	if err != nil {
		return nil, err
	}
	return tidy(shape)
}

// A binaryShape reads well-known binary, with heights as ISO or as PostGIS marks them.
// Counts are checked against the bytes left before they are believed.
type binaryShape struct {
	rest  []byte
	order binary.ByteOrder
	width int // bytes of a position
}

const (
	wkbPolygon      = 3
	wkbMultiPolygon = 6
)

// shape reads a polygon or multipolygon, nil of anything else.
func (r *binaryShape) shape() (shape orb.MultiPolygon, err error) {
	kind, err := r.head()
	if err != nil {
		return nil, err
	}
	switch kind {
	case wkbPolygon:
		polygon, err := r.polygon()
		return orb.MultiPolygon{polygon}, err
	case wkbMultiPolygon:
		n, err := r.count(9)
		if err != nil {
			return nil, err
		}
		shape = make(orb.MultiPolygon, n)
		for i := range shape {
			if kind, err := r.head(); err != nil || kind != wkbPolygon {
				return nil, errBroken
			}
			if shape[i], err = r.polygon(); err != nil {
				return nil, err
			}
		}
	}
	return shape, nil
}

// head reads byte order and type.
func (r *binaryShape) head() (kind uint32, err error) {
	if len(r.rest) < 5 {
		return 0, errBroken
	}
	r.order = binary.BigEndian
	if r.rest[0] == 1 {
		r.order = binary.LittleEndian
	}
	kind = r.order.Uint32(r.rest[1:])
	r.rest = r.rest[5:]
	flags, iso := kind>>30, kind&0x1fffffff/1000
	r.width = 16
	if flags&2 != 0 || iso == 1 || iso == 3 { // height
		r.width += 8
	}
	if flags&1 != 0 || iso == 2 || iso == 3 { // measure
		r.width += 8
	}
	return kind & 0x1fffffff % 1000, nil
}

// count reads how many things follow, each of at least size bytes.
func (r *binaryShape) count(size int) (int, error) {
	if len(r.rest) < 4 {
		return 0, errBroken
	}
	n := r.order.Uint32(r.rest)
	r.rest = r.rest[4:]
	if uint64(n)*uint64(size) > uint64(len(r.rest)) {
		return 0, errBroken
	}
	return int(n), nil
}

func (r *binaryShape) polygon() (orb.Polygon, error) {
	n, err := r.count(4)
	if err != nil {
		return nil, err
	}
	polygon := make(orb.Polygon, n)
	for i := range polygon {
		points, err := r.count(r.width)
		if err != nil {
			return nil, err
		}
		polygon[i] = make(orb.Ring, points)
		for j := range polygon[i] {
			polygon[i][j] = orb.Point{r.float(0), r.float(8)}
			r.rest = r.rest[r.width:]
		}
	}
	return polygon, nil
}

func (r *binaryShape) float(at int) float64 { return math.Float64frombits(r.order.Uint64(r.rest[at:])) }
