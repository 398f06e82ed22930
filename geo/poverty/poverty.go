// Package poverty holds the nouns that every room shares: household,
// programme, indicator, release; and the measures of poverty.
package poverty

import (
	"errors"
	"time"

	"tepat/geo/hex"

	"github.com/paulmach/orb"
)

// ErrNotFound says that what was asked for is not there.
var ErrNotFound = errors.New("not found")

// ErrRepeated says that the same file came in before, under the same settings.
var ErrRepeated = errors.New("the same file came in before")

// A Registry is a list of families that a ministry keeps.
type Registry string

// The registries in the order in which their word counts: where two describe
// the same family, each property comes from the first that knows it.
const (
	DTSEN   Registry = "dtsen"
	DTKS    Registry = "dtks"
	P3KE    Registry = "p3ke"
	Generic Registry = "generic"
)

// Registries lists them in that order.
var Registries = []Registry{DTSEN, DTKS, P3KE, Generic}

// A Text is one text in both languages of tepat.
type Text struct {
	EN string `json:"en" yaml:"en"`
	ID string `json:"id" yaml:"id"`
}

// A Household is one registry's record of one family, as the store keeps it:
// personal fields are sealed (see ingest/seal) before they come here.
type Household struct {
	ID       int64 // the record: stable over the editions of its registry
	Family   int64 // the family: shared by its records in several registries
	Registry Registry
	Since    time.Time // the edition (as-of date) from which this content holds
	Village  int32     // area.Area.ID of the declared village

	Cell         hex.Cell  // resolution 9; 0 where the family is not located
	Loc          orb.Point // lon, lat; means nothing where Cell is 0
	AccuracyM    float32   // metres; 0 unknown
	LocationRule string    // how the coordinate was read or why there is none: "", "swapped", "missing", …

	Desil         int8      // 1 to 10; 0 unknown
	HeadSex       byte      // 'F', 'M'; 0 unknown
	HeadBirth     time.Time // zero unknown
	Members       int16     // persons; 0 unknown
	DukcapilMatch int8      // 1 yes, −1 no, 0 unknown
	Housing       Housing
	Consumption   int32    // rupiah a person and month; 0 unknown
	Receives      []string // programme ids flagged in the registry, sorted
	ReceivesNot   []string // programme ids that the registry says are not received, sorted

	NIKMAC, KKMAC []byte // keyed HMAC, nil where missing
	Personal      []byte // NIK, KK, name and address, AES-GCM; nil where all are missing
	KeyID         int16
	Digest        int64 // keyed hash of all content: equal digest, nothing changed
}

// A Programme is an assistance programme of the catalogue.
type Programme struct {
	ID       string   `json:"id" yaml:"id"` // lower case, e.g. pkh, sembako, pbi_jkn
	Name     Text     `json:"name" yaml:"name"`
	Strategy string   `json:"strategy" yaml:"strategy"` // A reduce expenditure, B raise income, C pockets of poverty
	Unit     string   `json:"unit" yaml:"unit"`         // family, person
	Eligible string   `json:"eligible" yaml:"eligible"` // CQL2 text over the properties of a family; "" where no rule is known
	Rules    []Rule   `json:"-" yaml:"rules"`           // of other days; where one is in force, it goes before Eligible
	Aliases  []string `json:"-" yaml:"aliases"`         // other ids in files, e.g. bpnt
	Closed   bool     `json:"closed,omitempty" yaml:"closed"`
}

// The units of an indicator's value.
const (
	UnitFamilies = "families" // the numerator itself
	UnitShare    = "share"    // numerator ÷ denominator, 0 to 1
)

// An Indicator is a published figure: two sentences in CQL2 text over the
// properties of a family, counted by place.
type Indicator struct {
	ID          string `json:"id" yaml:"id"`
	Name        Text   `json:"name" yaml:"name"`
	Unit        string `json:"unit" yaml:"unit"`               // families, share
	Numerator   string `json:"numerator" yaml:"numerator"`     // CQL2 text
	Denominator string `json:"denominator" yaml:"denominator"` // CQL2 text
	Source      Text   `json:"source" yaml:"source"`
	Programme   string `json:"programme,omitempty" yaml:"programme"`
	Group       string `json:"group,omitempty" yaml:"-"` // of programmes counted together: strategy_a, strategy_b, strategy_c or any

	Thresholds *Thresholds `json:"thresholds,omitempty" yaml:"thresholds"` // nil where nobody has set any
}

// Thresholds are where policy parts the values of a share into classes.
type Thresholds struct {
	Bounds []float64 `json:"bounds" yaml:"bounds"` // ascending, between 0 and 1; a class holds what is at least its lower bound
	Source Text      `json:"source" yaml:"source"` // who set them, and in what
}

// An Audience is whom a release is cleared for.
type Audience string

// Planner is an official with a purpose, Public is everybody.
const (
	Planner Audience = "planner"
	Public  Audience = "public"
)

// A Release describes one numbered, immutable set of cleared figures.
type Release struct {
	ID          int64               `json:"id"`
	Audience    Audience            `json:"audience"`
	AsOf        string              `json:"as_of"`        // 2006-01-02, the newest edition counted
	PublishedAt time.Time           `json:"published_at"` // UTC
	K           int                 `json:"k"`            // families below which a denominator is withheld
	Families    *int                `json:"families"`     // nil, and null, where withheld
	Located     *int                `json:"located"`      // likewise
	Unmatched   map[string]int      `json:"unmatched"`    // recipients that match no family, by programme
	System      string              `json:"code_system"`
	Vintage     string              `json:"vintage"`
	Bounds      [4]float64          `json:"bounds"` // west, south, east, north of all areas
	Indicators  []ReleasedIndicator `json:"indicators"`
	Programmes  []Programme         `json:"programmes"`
	Sources     []Source            `json:"sources"`
	Imports     []int64             `json:"-"`                         // numbers of what it counts, where it is being made
	Withdrawn   []WithdrawnImport   `json:"withdrawn_since,omitempty"` // what it counts and was withdrawn since, in lists of releases
	Follows     []int64             `json:"follows,omitempty"`         // numbers of the releases that it was held against
	Shown       []Shown             `json:"shown"`
	Plan        *Plan               `json:"plan,omitempty"` // nil where only thresholds were applied
	Targeting   []Targeting         `json:"targeting,omitempty"`
	Deprivation *HouseDeprivation   `json:"deprivation,omitempty"`
	Consumption *Consumed           `json:"consumption,omitempty"`
	Field       []FieldResult       `json:"field,omitempty"` // what was kept of the field; by kind, programme and area
}

// A Targeting says how those whom a programme reaches lie over the deciles of
// welfare, of the whole ground.
type Targeting struct {
	Programme string   `json:"programme"`
	Withheld  bool     `json:"withheld,omitempty"` // some part holds too few families
	Deciles   []Decile `json:"deciles,omitempty"`  // by desil; last, as 0, the families whose desil is not known
}

// A Decile counts families of one desil of whom it is known whether they
// receive the programme.
type Decile struct {
	Desil      int `json:"desil"`
	Families   int `json:"families"`
	Eligible   int `json:"eligible"`
	Recipients int `json:"recipients"`
	Reached    int `json:"reached"` // eligible recipients
}

// A Plan says by which rules a release was cleared, what they cost, and that it
// passed the audit.
type Plan struct {
	MinPersons    int     `json:"min_persons,omitempty"`    // persons below which a denominator is withheld
	Bound         float64 `json:"bound,omitempty"`          // shares up to this, or from 1 minus this on, are bounds
	NoiseMax      int     `json:"noise_max,omitempty"`      // families by which any number may be off
	NoiseVariance float64 `json:"noise_variance,omitempty"` // of that error, which is 0 on average

	// Places that keep all figures of the release before, as none of them has changed by more than so many families.
	Kept       int `json:"kept,omitempty"`
	KeptWithin int `json:"kept_within,omitempty"`

	Audited   int `json:"audited"`   // counts that are withheld
	Narrowest int `json:"narrowest"` // width of the narrowest interval that a population among them can be told to lie in
	// Together is the same of populations below the threshold, to those who take all counts together.
	Together int        `json:"narrowest_together,omitempty"`
	Withheld []Withheld `json:"withheld,omitempty"`
}

// Withheld says what one rule withholds of an indicator at a level.
type Withheld struct {
	Indicator string `json:"indicator"`
	Level     string `json:"level"` // as in ReleasedIndicator.States
	Rule      string `json:"rule"`  // few, previous, audience, linked, secondary; homogeneity: shown, but as a bound
	Places    int    `json:"places"`
	Families  int    `json:"families"` // of the denominator, lost from view; to the nearest 50
}

// A ReleasedIndicator is an indicator with what happened to its values.
type ReleasedIndicator struct {
	Indicator
	// States counts places by level ("regency", "district", "village", or the
	// cells that are drawn at a resolution: "cell_5" … "cell_9") and state
	// ("value", "zero", "no_data", "withheld").
	States map[string]map[string]int `json:"states"`
}

// A Source is one import that a release counted.
type Source struct {
	Kind string `json:"kind"` // areas, households, recipients
	Name string `json:"name"` // registry or programme id, or level of areas
	AsOf string `json:"as_of,omitempty"`
	Rows int    `json:"rows"`
}

// Shown says what share of the located families, and of the area of populated
// cells, is seen at a resolution or finer.
type Shown struct {
	Resolution int     `json:"resolution"`
	Families   float64 `json:"families"` // 0 to 1
	Area       float64 `json:"area"`     // 0 to 1
}
