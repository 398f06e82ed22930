package registry

import "testing"

// What a person consumes is read under its usual spellings; what the whole
// family does is another number, and is not.
func TestConsumptionIsAPersons(t *testing.T) {
	for header, want := range map[string]int32{
		"Pengeluaran per kapita": 612_500, "konsumsi_per_kapita_sebulan": 612_500, "PENGELUARAN PERKAPITA": 612_500,
		"pengeluaran": 0, "total pengeluaran": 0,
	} {
		got, table := families(t, write(t, "a.csv", []byte("id_keluarga,desa,kecamatan,"+header+"\nP9001,LOA TEBU,TENGGARONG,612500.00\n")), Options{})
		if len(got) != 1 || got[0].Consumption != want || (want == 0) != (len(table.NotRead()) == 1) {
			t.Errorf("%q: %+v; not read: %v", header, got, table.NotRead())
		}
	}
	got, _ := families(t, write(t, "a.csv", []byte("id_keluarga,desa,kecamatan,konsumsi_per_kapita\nP9001,LOA TEBU,TENGGARONG,612\n")), Options{})
	if len(got) != 1 || got[0].Consumption != 0 || len(got[0].Faults) == 0 || got[0].Faults[0].Rule != ConsumptionForm {
		t.Errorf("thousands: %+v", got)
	}
}
