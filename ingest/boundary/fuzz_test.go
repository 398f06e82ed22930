package boundary

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/paulmach/orb"
	"github.com/twpayne/go-geom"
	"github.com/twpayne/go-geom/encoding/wkb"
)

// checkShape holds what PostGIS needs to read a shape.
func checkShape(t *testing.T, shape orb.MultiPolygon) {
	t.Helper()
	for _, polygon := range shape {
		if len(polygon) == 0 {
			t.Error("a polygon without a ring")
		}
		for _, ring := range polygon {
			if len(ring) < 4 || !ring.Closed() || !finite(ring) {
				t.Errorf("ring %v", ring)
			}
		}
	}
}

func checkRecords(t *testing.T, f *File) {
	t.Helper()
	for r, err := range f.records {
		if err != nil {
			return
		}
		checkShape(t, r.shape)
	}
}

func FuzzGeoJSON(f *testing.F) {
	f.Add([]byte(made))
	f.Add([]byte("\x1e{\"type\":\"Feature\",\"properties\":{\"kode\":1},\"geometry\":null}\n\x1e{}"))
	f.Add([]byte(`{"crs":{"properties":{"name":"EPSG:32750"}},"features":[{"geometry":{"type":"Polygon","coordinates":[[[1,2,3],[2,3],[3,4]]]}}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		file := &File{bytes: bytes.NewReader(text)}
		if file.openGeoJSON() == nil && file.CRS.check() == nil {
			checkRecords(t, file)
		}
	})
}

func FuzzShapefile(f *testing.F) {
	folder := f.TempDir()
	for name, dim := range map[string]string{"plain": "XY", "heights": "XYZ"} {
		ogr2ogr(f, filepath.Join(folder, name+".shp"), write(f, "made.geojson", made), "-f", "ESRI Shapefile", "-dim", dim)
		var bodies [3][]byte
		for i, ext := range []string{".shp", ".dbf", ".prj"} {
			body, err := os.ReadFile(filepath.Join(folder, name+ext))
			if err != nil {
				f.Fatal(err)
			}
			bodies[i] = body
		}
		f.Add(bodies[0], bodies[1], bodies[2], "UTF-8")
	}
	f.Fuzz(func(t *testing.T, shp, dbf, prj []byte, cpg string) {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for name, body := range map[string][]byte{"a.shp": shp, "a.dbf": dbf, "a.prj": prj, "a.cpg": []byte(cpg)} {
			w, _ := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
			w.Write(body)
		}
		z.Close()
		file := &File{bytes: bytes.NewReader(b.Bytes())}
		if file.openShapefile(int64(b.Len()), "") == nil && file.CRS.check() == nil {
			checkRecords(t, file)
		}
	})
}

func FuzzArchive(f *testing.F) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	z.Create("a.shp")
	z.Create("A.shp")
	z.Close()
	f.Add(b.Bytes())
	f.Fuzz(func(t *testing.T, body []byte) {
		file := &File{bytes: bytes.NewReader(body)}
		if file.openShapefile(int64(len(body)), "") == nil {
			checkRecords(t, file)
		}
	})
}

func FuzzGeoPackageShape(f *testing.F) {
	for _, layout := range []geom.Layout{geom.XY, geom.XYZ} {
		body, err := wkb.Marshal(geom.NewPolygonFlat(layout, make([]float64, 12*layout.Stride()/2), []int{6 * layout.Stride()}), wkb.NDR)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(append([]byte{'G', 'P', 0, 1, 0xe6, 0x10, 0, 0}, body...))
		f.Add(append(append([]byte{'G', 'P', 0, 3, 0xe6, 0x10, 0, 0}, make([]byte, 32)...), body...))
	}
	f.Fuzz(func(t *testing.T, blob []byte) {
		if shape, err := geoPackageShape(blob); err == nil {
			checkShape(t, shape)
		}
	})
}

// Lengths and counts that lie are found before memory is asked for.
func TestCountsThatLie(t *testing.T) {
	huge := binary.LittleEndian.AppendUint32([]byte{'G', 'P', 0, 1, 0, 0, 0, 0, 1, 3, 0, 0, 0, 1, 0, 0, 0}, math.MaxUint32)
	if _, err := geoPackageShape(huge); err == nil {
		t.Error("a ring of 4 thousand million points in 21 bytes was read")
	}
	record := append([]byte{0, 0, 0, 1, 0x7f, 0xff, 0xff, 0xff}, make([]byte, 100)...)
	if _, err := shpRecord(bytes.NewReader(record)); err == nil {
		t.Error("a shape of 4 GB in 100 bytes was read")
	}
}
