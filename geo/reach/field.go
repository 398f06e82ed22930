package reach

import (
	"tepat/geo/area"
	"tepat/geo/poverty"
	field "tepat/geo/survey"
)

// An OfField is a number of missed families that the register does not tell:
// another than the gap, and never a part of it.
type OfField struct {
	ID   string       `json:"id"`
	Name poverty.Text `json:"name"`
	How  poverty.Text `json:"how"` // to get it
	// Results are what was kept of it, by area; none where nobody has asked the field.
	Results []OfArea `json:"results"`
}

// An OfArea is what the field said of one area.
type OfArea struct {
	Area     string     `json:"area"`
	Name     string     `json:"name"`
	AsOf     string     `json:"as_of"` // of the visits
	Value    float64    `json:"value"` // a share of the eligible; of unregistered poor, families
	Interval [2]float64 `json:"interval"`
	Families int        `json:"families"` // that it rests on
}

// field returns both numbers of a programme, with what was kept of them.
func (g *Ground) field(programme string) [2]OfField {
	out := ofField
	for i := range out {
		out[i].Results = []OfArea{}
		for _, f := range g.release.About().Field {
			at, known := g.find(area.Code(f.Area))
			if f.Kind != out[i].ID || f.Programme != "" && f.Programme != programme || !known {
				continue
			}
			out[i].Results = append(out[i].Results, OfArea{f.Area, g.release.Areas().At(at).Area().Name, f.AsOf, f.Value, [2]float64{f.Low, f.High}, f.Families})
		}
	}
	return out
}

var ofField = [2]OfField{
	{poverty.VerifiedExclusionError, field.VerifiedExclusionError{}.Name(), poverty.Text{
		EN: "Not known from the register. Visit a sample of all dwellings, then ask `tepat verified`, which keeps what it says with --keep.",
		ID: "Tidak dapat diketahui dari register. Kunjungi sampel dari semua rumah, lalu jalankan `tepat verified`; --keep menyimpan hasilnya."}, nil},
	{poverty.UnregisteredPoor, field.UnregisteredPoor{}.Name(), poverty.Text{
		EN: "Not known from the register. List poor families without it, match the two lists, then ask `tepat capture-recapture`, which keeps what it says with --keep.",
		ID: "Tidak dapat diketahui dari register. Data keluarga miskin tanpa melihatnya, cocokkan kedua daftar, lalu jalankan `tepat capture-recapture`; --keep menyimpan hasilnya."}, nil},
}
