package ingest_test

import (
	"testing"

	"tepat/geo/poverty"
)

// A family whose row is set aside stays, and leaves the map with the spot that
// six others crowd. The report counts what the file has, and it has no good row of it.
func TestAFamilySetAsideOnACrowdedSpotIsNotCounted(t *testing.T) {
	w := newWorld(t)
	const lon, lat = "116.950001", "-0.450001"
	w.households(w.file(dtsen, line(1, "64.02.06.1001", 1, lon, lat)), poverty.DTSEN, w.settings(june))
	lines := []string{dtsen, line(1, "99.99.99.9999", 1, lon, lat)}
	for n := 2; n < 8; n++ {
		lines = append(lines, line(n, "64.02.06.1001", 1, lon, lat))
	}
	r := w.households(w.file(lines...), poverty.DTSEN, w.settings(september))
	if r.Counts.New != 6 || r.Counts.Changed != 0 || r.Counts.Unchanged != 0 || r.Counts.Located != 0 {
		t.Errorf("%+v", r.Counts)
	}
	if n := w.ask(`select count(*)::text from register.household where h3 = 0`); n[0] != "7" {
		t.Errorf("%s families are off the map, want all 7", n[0])
	}
}
