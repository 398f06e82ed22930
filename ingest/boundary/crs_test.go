package boundary

import "testing"

func TestNamesOfCoordinateSystems(t *testing.T) {
	for name, want := range map[string]CRS{
		"EPSG:32750": "EPSG:32750", "epsg:4326": WGS84, "EPSG:9468": "EPSG:9468", "EPSG:102100": "EPSG:102100",
		"urn:ogc:def:crs:EPSG::32750": "EPSG:32750", "urn:ogc:def:crs:EPSG:9.8.1:23830": "EPSG:23830",
		"urn:ogc:def:crs:OGC:1.3:CRS84": WGS84, "": "",
	} {
		if got := toCRS(name); got != want {
			t.Errorf("%q is read as %q, want %q", name, got, want)
		}
	}
	for _, name := range []string{"EPSG:1", "EPSG:3275012", "EPSG:9.8.1", "32750"} {
		if toCRS(name).check() == nil {
			t.Errorf("%q is taken", name)
		}
	}
}
