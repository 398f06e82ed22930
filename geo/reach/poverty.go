package reach

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"tepat/geo/poverty"
)

// A Poverty says what families live on: how many persons consume less than the
// poverty line, how far below it (Foster, Greer and Thorbecke 1984), and how
// unequally (Gini), of those of whom a file brought consumption.
type Poverty struct {
	Release   int64         `json:"release"`
	AsOf      string        `json:"as_of"`
	Line      *poverty.Line `json:"line,omitempty"` // nil: none was given, and nobody is called poor
	Sentence  poverty.Text  `json:"sentence"`
	Note      poverty.Text  `json:"note"`
	Whole     PovertyIn     `json:"whole"`
	Districts []PovertyIn   `json:"districts"`
}

// A PovertyIn is one place. Numbers are rounded, and those of the release before
// where they have moved by less than they are rounded to.
type PovertyIn struct {
	Code   string        `json:"code,omitempty"`
	Name   string        `json:"name,omitempty"`
	State  string        `json:"state"`            // value, no_data or withheld
	Reason *poverty.Text `json:"reason,omitempty"` // why there is no value

	Families *int     `json:"families,omitempty"` // of whom consumption and members are known; to ten
	Unknown  *int     `json:"unknown,omitempty"`  // families of whom they are not, to ten; nil where they are too few
	Persons  *int     `json:"persons,omitempty"`  // to twenty
	Step     *float64 `json:"step,omitempty"`     // of P0, P1 and P2
	P0       *float64 `json:"headcount,omitempty"`
	P1       *float64 `json:"gap,omitempty"`
	P2       *float64 `json:"severity,omitempty"`

	Gini       *float64      `json:"gini,omitempty"`
	GiniStep   *float64      `json:"gini_step,omitempty"`
	GiniReason *poverty.Text `json:"gini_reason,omitempty"` // why Gini alone is withheld
}

// reasons say why a place is withheld, by the rule.
var reasons = map[string]poverty.Text{
	"few":       {EN: "too few families or persons of whom consumption is known", ID: "keluarga atau jiwa yang konsumsinya diketahui terlalu sedikit"},
	"few_poor":  {EN: "too few families below the line, or above it", ID: "keluarga di bawah garis kemiskinan, atau di atasnya, terlalu sedikit"},
	"dominance": {EN: "one family makes up nearly all of a sum", ID: "satu keluarga mendominasi jumlahnya"},
	"linked":    {EN: "the number of families there is withheld too", ID: "jumlah keluarganya juga disamarkan"},
	"previous":  {EN: "it was withheld in the release before", ID: "angkanya disamarkan pada rilis sebelumnya"},
	"protected": {EN: "it would tell of few families", ID: "angkanya akan membuka data beberapa keluarga"},
	"secondary": {EN: "it would tell of a place that is withheld", ID: "angkanya akan membuka tempat lain yang disamarkan"},
}

// giniReasons say why Gini alone is withheld, by the rule.
var giniReasons = map[string]poverty.Text{
	"dominance": {EN: "one family would move it by too much", ID: "satu keluarga terlalu menentukan nilainya"},
	"protected": reasons["protected"],
}

var nothingKnown = poverty.Text{EN: "consumption is known of nobody there", ID: "konsumsi tidak diketahui dari siapa pun di sana"}

var povertyNote = poverty.Text{
	EN: "Of families of whom a file brought consumption and members, each counting its members; not a survey estimate of all residents. Numbers are rounded, and stay as they were told before until they move by more than that; villages are not told: a sum of few families' gaps would betray them.",
	ID: "Dari keluarga yang konsumsi dan jumlah anggotanya ada dalam berkas, ditimbang menurut anggota; bukan estimasi survei atas seluruh penduduk. Angka dibulatkan, dan tetap seperti pada rilis sebelumnya sampai berubah lebih dari pembulatannya; desa tidak ditampilkan: jumlah kesenjangan beberapa keluarga akan membuka data mereka.",
}

// NewPoverty answers for the release, or returns [poverty.ErrNotFound] where
// nothing is known of consumption.
func NewPoverty(about poverty.Release) (*Poverty, error) {
	c := about.Consumption
	if c == nil {
		return nil, fmt.Errorf("release %d knows nothing of consumption: %w", about.ID, poverty.ErrNotFound)
	}
	p := &Poverty{Release: about.ID, AsOf: about.AsOf, Line: c.Line, Note: povertyNote, Whole: povertyIn(c.Whole), Districts: []PovertyIn{}}
	for _, d := range c.Districts {
		in := povertyIn(d.ConsumedIn)
		in.Code, in.Name = d.Code, d.Name
		p.Districts = append(p.Districts, in)
	}
	p.Sentence = p.say()
	return p, nil
}

func povertyIn(c poverty.ConsumedIn) PovertyIn {
	switch {
	case c.NoData:
		return PovertyIn{State: "no_data", Reason: &nothingKnown}
	case c.Withheld != "":
		reason := reasons[c.Withheld]
		return PovertyIn{State: "withheld", Reason: &reason}
	}
	in := PovertyIn{State: "value", Families: c.Families, Unknown: c.Unknown, Persons: c.Persons, Step: &c.Step, P0: c.P0, P1: c.P1, P2: c.P2, Gini: c.Gini}
	switch {
	case c.GiniWithheld != "":
		reason := giniReasons[c.GiniWithheld]
		in.GiniReason = &reason
	case c.GiniStep > 0:
		in.GiniStep = &c.GiniStep
	default: // of a release that had one step for all
		in.GiniStep = &c.Step
	}
	return in
}

func (p *Poverty) say() poverty.Text {
	switch {
	case p.Whole.State == "no_data":
		return poverty.Text{EN: "Consumption is known of nobody.", ID: "Konsumsi tidak diketahui dari siapa pun."}
	case p.Whole.State == "withheld":
		return poverty.Text{EN: "Withheld: " + p.Whole.Reason.EN + ".", ID: "Disamarkan: " + p.Whole.Reason.ID + "."}
	case p.Line == nil:
		return poverty.Text{
			EN: "No poverty line was given when the release was made, so nobody is called poor; only the Gini coefficient is told.",
			ID: "Garis kemiskinan tidak diberikan saat rilis dibuat, sehingga tidak ada yang disebut miskin; hanya koefisien Gini yang ditampilkan.",
		}
	}
	share := strconv.FormatFloat(100**p.Whole.P0, 'f', max(0, Digits(*p.Whole.Step)-2), 64)
	return poverty.Text{
		EN: fmt.Sprintf("%s%% of about %s persons consume less than Rp %s a month (%s, %s).", share, grouped(*p.Whole.Persons, ","), grouped(p.Line.Rupiah, ","), p.Line.Source, p.Line.AsOf),
		ID: fmt.Sprintf("%s%% dari sekitar %s jiwa mengonsumsi kurang dari Rp %s sebulan (%s, %s).", strings.Replace(share, ".", ",", 1), grouped(*p.Whole.Persons, "."), grouped(p.Line.Rupiah, "."), p.Line.Source, p.Line.AsOf),
	}
}

// Digits returns how many decimals a number has that is rounded to multiples of a step.
func Digits(step float64) int {
	for digits := range 6 {
		if whole := step * math.Pow10(digits); math.Abs(whole-math.Round(whole)) < 1e-6 && whole >= 0.5 {
			return digits
		}
	}
	return 6
}

// grouped writes a number with a sign between its thousands.
func grouped(n int, sign string) string {
	s := strconv.Itoa(n)
	for at := len(s) - 3; at > 0; at -= 3 {
		s = s[:at] + sign + s[at:]
	}
	return s
}
