package reach

import (
	"tepat/geo/poverty"
	field "tepat/geo/survey"
)

// An OfField is a number of missed families that the register does not tell:
// another than the gap, and never a part of it.
type OfField struct {
	ID   string       `json:"id"`
	Name poverty.Text `json:"name"`
	How  poverty.Text `json:"how"` // to get it
}

var ofField = [2]OfField{
	{"verified_exclusion_error", field.VerifiedExclusionError{}.Name(), poverty.Text{
		EN: "Not known from the register. Visit a sample of all dwellings, then ask `tepat verified`.",
		ID: "Tidak dapat diketahui dari register. Kunjungi sampel dari semua rumah, lalu jalankan `tepat verified`."}},
	{"unregistered_poor", field.UnregisteredPoor{}.Name(), poverty.Text{
		EN: "Not known from the register. List poor families without it, match the two lists, then ask `tepat capture-recapture`.",
		ID: "Tidak dapat diketahui dari register. Data keluarga miskin tanpa melihatnya, cocokkan kedua daftar, lalu jalankan `tepat capture-recapture`."}},
}
