package survey

import (
	"fmt"

	"tepat/geo/poverty"
)

// A VerifiedAnswer says what a sample tells of both errors, under their names.
type VerifiedAnswer struct {
	Exclusion Named          `json:"verified_exclusion_error"`
	Inclusion Named          `json:"verified_inclusion_error"`
	Visits    int            `json:"visits"`
	Eligible  int            `json:"eligible"`   // among the visited
	Reached   int            `json:"recipients"` // among the visited
	PSUs      int            `json:"psus"`
	Strata    int            `json:"strata"`
	Notes     []poverty.Text `json:"notes"`
}

// A Named is a share that only the field can tell, with how sure it is. What is
// missing cannot be told from the sample.
type Named struct {
	Name         poverty.Text `json:"name"`
	Share        *float64     `json:"share"`
	SE           *float64     `json:"standard_error"`
	Interval     *[2]float64  `json:"interval"`                   // 95 %
	Insufficient bool         `json:"insufficient,omitempty"`     // wider than one half: say insufficient data in place of the share
	TooFew       bool         `json:"too_few_clusters,omitempty"` // to tell an interval: say so in place of the share
}

// Answer puts a sample's figures under their names.
func (v Verified) Answer(d Design) *VerifiedAnswer {
	a := &VerifiedAnswer{
		Exclusion: named(v.Exclusion.Name(), v.Exclusion.missed), Inclusion: named(v.Inclusion.Name(), v.Inclusion.ineligible),
		Visits: d.Visits, Eligible: d.Eligible, Reached: d.Recipients, PSUs: d.PSUs, Strata: d.Strata,
		Notes: []poverty.Text{{
			EN: "It holds for dwellings that could be drawn. Where the sample came from a register alone, unregistered families are missing from it. It is not the administrative gap, which the register tells.",
			ID: "Berlaku bagi rumah yang mungkin terpilih dalam sampel. Bila sampel hanya diambil dari register, keluarga tak terdata tidak tercakup. Ini bukan kesenjangan administratif, yang dihitung dari register.",
		}},
	}
	if a.Exclusion.TooFew || a.Inclusion.TooFew {
		a.Notes = append(a.Notes, poverty.Text{
			EN: fmt.Sprintf("Too few clusters to tell: an interval needs %d more clusters than strata, and clusters that differ; one without width would claim to know the share.", leastFreedom),
			ID: fmt.Sprintf("Klaster terlalu sedikit untuk disimpulkan: selang memerlukan %d klaster lebih banyak daripada strata, dan klaster yang berbeda-beda; selang tanpa lebar seolah-olah memastikan porsinya.", leastFreedom),
		})
	}
	if len(d.Lonely) > 0 {
		a.Notes = append(a.Notes, poverty.Text{
			EN: "Strata of which one unit alone was drawn do not tell how they vary; it is guessed from the others, and the standard error with it.",
			ID: "Strata yang hanya diwakili satu unit tidak menunjukkan keragamannya; keragaman itu diperkirakan dari strata lain, demikian pula galat bakunya.",
		})
	}
	return a
}

func named(name poverty.Text, s share) Named {
	n := Named{Name: name, TooFew: s.tooFew}
	if s.hasValue {
		n.Share = &s.value
	}
	if s.hasSE {
		n.SE = &s.se
	}
	if s.hasBounds {
		n.Interval, n.Insufficient = &[2]float64{s.low, s.high}, s.high-s.low > 0.5
	}
	return n
}

// An UnregisteredAnswer says how many poor families no register holds, under its name.
type UnregisteredAnswer struct {
	Name     poverty.Text `json:"name"`
	Families float64      `json:"families"`
	SE       *float64     `json:"standard_error"` // as the interval
	Interval *[2]float64  `json:"interval"`       // 95 %; missing where the lists cannot tell how sure the number is
	OfPoor   *float64     `json:"of_poor"`        // of all poor families, registered or not
	Poor     float64      `json:"poor"`           // all of them: Chapman's estimate
	Strata   int          `json:"strata"`
	Note     poverty.Text `json:"note"`
	// Within says that, and where, one list lies within the other: the number then is that or more.
	Within *poverty.Text `json:"one_list_within,omitempty"`
}

// Answer puts the number, of so many strata, under its name.
func (u UnregisteredPoor) Answer(strata int) *UnregisteredAnswer {
	a := &UnregisteredAnswer{
		Name: u.Name(), Families: u.Families(), Poor: u.poor, Strata: strata,
		Note: poverty.Text{
			EN: "It holds where the listing was made without the register, every match was seen, and all families of a stratum are as easily found. It is neither the administrative gap nor the verified exclusion error.",
			ID: "Berlaku bila pendataan dilakukan tanpa melihat register, semua kecocokan ditemukan, dan semua keluarga dalam strata sama mudahnya ditemukan. Ini bukan kesenjangan administratif maupun kesalahan eksklusi terverifikasi.",
		},
	}
	if u.variance > 0 {
		low, high := u.Interval()
		se := u.StandardError()
		a.SE, a.Interval = &se, &[2]float64{low, high}
	}
	if u.within > 0 {
		a.Within = &poverty.Text{
			EN: fmt.Sprintf("In %d of %d strata every family of one list is on the other too. Such lists were hardly made apart, and tell nothing of families on neither: there the number is only what the longer list holds beyond the register, so the whole is at least this. It does not mean that nobody is unregistered.", u.within, strata),
			ID: fmt.Sprintf("Di %d dari %d strata semua keluarga pada satu daftar juga ada pada daftar lainnya. Daftar seperti itu agaknya tidak dibuat terpisah, dan tidak menunjukkan keluarga di luar keduanya: di sana angkanya hanya kelebihan daftar yang lebih panjang atas register, sehingga jumlahnya sedikitnya sekian. Ini tidak berarti bahwa semua keluarga sudah terdata.", u.within, strata),
		}
	}
	if share, ok := u.OfPoor().Value(); ok {
		a.OfPoor = &share
	}
	return a
}
