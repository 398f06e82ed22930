package poverty

import (
	"fmt"
	"time"
)

// A Line is the poverty line of a release: who consumes less is poor. There is
// one, because counts below two of them tell who lives between.
type Line struct {
	Rupiah int    `json:"rupiah"` // a person and month
	Source string `json:"source"` // who says so, e.g. BPS, Kabupaten Kutai Kartanegara
	AsOf   string `json:"as_of"`  // 2006-01-02, of when it is
}

// Check returns an [*InputError] for a line that cannot be one, or of which
// nobody says where it is from.
func (l Line) Check() error {
	switch {
	case l.Rupiah < 10_000 || l.Rupiah > 1_000_000_000:
		return &InputError{"poverty_line", fmt.Sprint(l.Rupiah), "rupiah for a person and month, 10000 to 1000000000"}
	case l.Source == "":
		return &InputError{"poverty_line_source", l.Source, "who says so, e.g. BPS"}
	}
	if _, err := time.Parse(time.DateOnly, l.AsOf); err != nil {
		return &InputError{"poverty_line_as_of", l.AsOf, "a date such as 2024-03-31"}
	}
	return nil
}

// Consumed is what families live on, of the whole ground and of districts, as
// far as it may be told.
type Consumed struct {
	Line      *Line          `json:"line,omitempty"` // nil where none was given: nobody is then called poor
	Whole     ConsumedIn     `json:"whole"`
	Districts []ConsumedArea `json:"districts,omitempty"` // by code
}

// A ConsumedArea is one district.
type ConsumedArea struct {
	Code string `json:"code"`
	Name string `json:"name"`
	ConsumedIn
}

// A ConsumedIn counts families of whom consumption and members are known, and
// measures them, each counting its members. Where it is withheld it has no
// number. All are rounded, and may be those of the release before where they
// have moved by less than they are rounded to: see [tepat/geo/disclose].
type ConsumedIn struct {
	NoData   bool   `json:"no_data,omitempty"`  // it is known of nobody
	Withheld string `json:"withheld,omitempty"` // the rule by which nothing is told: few, few_poor, dominance, linked, previous, secondary; to the public: protected

	Families *int     `json:"families,omitempty"` // to ten
	Unknown  *int     `json:"unknown,omitempty"`  // families of whom it is not known, to ten; nil where they are too few
	Persons  *int     `json:"persons,omitempty"`  // to twenty, or what one family of more than ten makes necessary
	Step     float64  `json:"step,omitempty"`     // of which P0, P1 and P2 are multiples
	P0       *float64 `json:"headcount,omitempty"`
	P1       *float64 `json:"gap,omitempty"`
	P2       *float64 `json:"severity,omitempty"`

	Gini         *float64 `json:"gini,omitempty"`
	GiniStep     float64  `json:"gini_step,omitempty"`
	GiniWithheld string   `json:"gini_withheld,omitempty"` // the rule by which Gini alone is not told: dominance; to the public: protected
}
