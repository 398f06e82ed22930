package poverty

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/paulmach/orb"
)

// ErrOlderEdition says that the register holds a newer edition of what is imported.
var ErrOlderEdition = errors.New("the register holds a newer edition")

// An OlderEditionError is [ErrOlderEdition] with the newest edition that is in
// the way, and one of its villages.
type OlderEditionError struct {
	Village int32 // area.Area.ID
	AsOf    time.Time
}

func (e *OlderEditionError) Error() string {
	return fmt.Sprintf("of %s: %v", e.AsOf.Format(time.DateOnly), ErrOlderEdition)
}

func (e *OlderEditionError) Unwrap() error { return ErrOlderEdition }

// An OlderListError says that the register holds a newer list of the programme.
type OlderListError struct {
	ID   int64  // of the import that brought it
	AsOf string // of that list
}

func (e *OlderListError) Error() string {
	return fmt.Sprintf("the register holds a newer list, of %s", e.AsOf)
}

// A TwinError says that what is imported came in before under another name.
type TwinError struct{ Import Import }

func (e *TwinError) Error() string {
	return fmt.Sprintf("the same came in as %s, import %d", e.Import.Name, e.Import.ID)
}

// A StandsError says why an import cannot be withdrawn.
type StandsError struct {
	ID     int64
	Reason string
}

func (e *StandsError) Error() string {
	return fmt.Sprintf("import %d cannot be withdrawn: %s", e.ID, e.Reason)
}

// A Withdrawal says what went and came back with an import that was withdrawn.
type Withdrawal struct {
	Import   Import `json:"import"`
	Removed  int64  `json:"removed"`  // records, areas, or lines of a list, that it had brought
	Restored int64  `json:"restored"` // records or areas that it had changed or closed
}

// A WithdrawnImport is an import that was withdrawn, as those may know it who may
// not read the register.
type WithdrawnImport struct {
	ID   int64  `json:"import"`
	Kind string `json:"kind"`
	Name string `json:"name"` // registry, programme or level
	AsOf string `json:"as_of,omitempty"`
	At   string `json:"withdrawn"` // RFC 3339, UTC
}

// The kinds of import.
const (
	KindAreas      = "areas"
	KindHouseholds = "households"
	KindRecipients = "recipients"
	KindCrosswalk  = "crosswalk"
)

// An Import is one file that came in, and what became of its rows.
type Import struct {
	ID        int64    `json:"id"`
	Kind      string   `json:"kind"`
	Name      string   `json:"name"` // registry, programme or level
	File      string   `json:"file"` // base name
	SHA256    [32]byte `json:"-"`
	Settings  string   `json:"settings"` // what else decides the outcome
	AsOf      string   `json:"as_of,omitempty"`
	System    string   `json:"code_system,omitempty"`
	Vintage   string   `json:"vintage,omitempty"`
	Started   string   `json:"started"` // RFC 3339, UTC
	Finished  string   `json:"finished"`
	Withdrawn string   `json:"withdrawn,omitempty"` // RFC 3339, UTC; "" where it was not
	Read      int64    `json:"rows_read"`
	Kept      int64    `json:"rows_kept"`
	Aside     int64    `json:"rows_aside"`
	Counts    Counts   `json:"counts"`
}

// Codes says of which system and vintage an import's codes are; "" where it has none.
func (i *Import) Codes() string { return strings.TrimSpace(i.System + " " + i.Vintage) }

// Counts says in figures what an import did; it holds no personal value.
type Counts struct {
	Records   int64       `json:"records,omitempty"`          // families or recipients in the file
	Located   int64       `json:"located,omitempty"`          // of these, with a place on the map
	New       int64       `json:"new,omitempty"`              // records that were not in the register
	Changed   int64       `json:"changed,omitempty"`          // records whose content changed
	Unchanged int64       `json:"unchanged,omitempty"`        // records that stay untouched
	Closed    int64       `json:"closed,omitempty"`           // records that the new edition no longer has
	Unmatched int64       `json:"unmatched,omitempty"`        // recipients that match no family
	NotRead   []string    `json:"columns_not_read,omitempty"` // headers, where they look like headers; no fault
	Rules     []RuleCount `json:"rules,omitempty"`            // by severity and rule
}

// A RuleCount says how many rows a rule was found in.
type RuleCount struct {
	Rule     string `json:"rule"`
	Severity string `json:"severity"`
	Message  Text   `json:"message,omitzero"`
	Rows     int64  `json:"rows"`
}

// The severities of a fault. Read is none: the row says it in an unusual way,
// but without doubt.
const (
	Aside    = "aside"    // the row is not used
	Proposed = "proposed" // the family is kept, its coordinate waits for a decision
	Warning  = "warning"  // the family is kept without this value
	Read     = "read"
)

// A Fault is something wrong with a row of an imported file: where and why,
// no personal value, and for rows set aside the row itself, sealed.
type Fault struct {
	Sheet    string `json:"sheet,omitempty"`
	Row      int64  `json:"row"` // as a person counts it in the file, header included
	Column   string `json:"column,omitempty"`
	Rule     string `json:"rule"`
	Message  Text   `json:"message"`
	Severity string `json:"severity"`
	Sealed   []byte `json:"-"`
}

// A Membership is one line of a programme's list of recipients.
type Membership struct {
	Family      int64 // made as Household.Family is
	Seq         int64 // row of the list
	Period      string
	Amount      int64 // rupiah
	AmountKnown bool
	Status      string
	Village     int32 // area.Area.ID; 0 where the list names none

	NIKMAC, KKMAC []byte // keyed HMAC, nil where missing
	Personal      []byte // NIK, KK and name, AES-GCM
	KeyID         int16
}

// An Intake takes what one import reads. Everything goes in together, or nothing.
type Intake interface {
	// Holds returns how many records of the registry the register holds.
	Holds() int
	// Same says whether the register holds the record with this very content.
	// It may be asked from many goroutines at once.
	Same(id, digest int64) bool
	// Touch brings to the processor what is known of a record. What it returns
	// means nothing.
	Touch(id int64) uint64
	// Seen says whether the register holds the record, and whether the file
	// has had it already.
	Seen(id int64) (known, seen bool)
	// Keep says that the file holds a record as the register does. Of h it
	// needs ID, Village, Loc, AccuracyM and LocationRule; it keeps nothing of h.
	Keep(h *Household)
	// Recall returns what was made of the row of that hash in the edition before,
	// with ID, Digest, Village and Loc of its record, where the register still
	// holds that; after is where the row before it was. It may be asked from many
	// goroutines at once.
	Recall(row uint64, after int, h *Household) (r Reading, ok bool)
	// Remember takes, for the next edition, what was made of the row of a record
	// that was kept or added. It keeps nothing of either.
	Remember(h *Household, r *Reading) error
	// Stay says that a record is in the file, but its row cannot be used: what
	// the register holds of it stays as it is.
	Stay(id int64)
	// Newer says whether the register holds the record in another village, of
	// an edition that is later than the file's, or such an edition has closed it.
	// Then that stays as it is, and the village of the file's row counts as one
	// that the file has.
	Newer(id int64, village int32) bool
	// AddHousehold takes a new or changed record. It keeps nothing of h.
	AddHousehold(h *Household) error
	// AddMembership takes a line of a list. It keeps nothing of m.
	AddMembership(m *Membership) error
	// Distinct asks, before the last line, that a list whose lines are those of
	// another programme's list fails with a [*TwinError].
	Distinct()
	// AddFault takes a fault. It keeps nothing of f.
	AddFault(f *Fault) error
	// Closing returns, after the last household, what the register holds of the
	// registry by village, and what the file would close.
	Closing() []Closing
	// Settle says, after the last household, what only the whole file shows:
	// the spots where too many families stand on one point, who are not located
	// (rule [StackedRule]), and whether two records name one family card.
	Settle(stacked []Spot, cardTwice bool)
}

// A Closing says of a village how many records of the registry the register
// holds there, and how many of them the new edition no longer has.
type Closing struct {
	Village      int32 // area.Area.ID
	InFile       bool  // the file has a row of the village
	Held, Closed int64
	Left         int64 // that a correction of the village's edition lacks: it closes none
	Records, New int64 // that the file has there, and of these those that the register did not have anywhere
}

// A Reading is what was made of a row of which there was nothing to say, as far
// as more than its own record hangs on it. A row of the same hash is not read again.
type Reading struct {
	Row       uint64 // keyed hash of its text and of all that decides how it is read; 0: it must be read again
	At        int    // where it lay in the edition before
	NIK, Card int64  // hashed
	Unit      uint64 // who took the point, hashed; 0 unknown
	Fine      bool   // the point can tell of a shift
	Until     int    // the last year in which an edition would read it so
	NIKEnd    uint8  // what the last digits of its numbers tell of rounding: see registry.Ending
	KKEnd     uint8
}

// StackedRule is the rule under which families on a crowded spot are not located.
const StackedRule = "C09"

// Families whose point lies further than MovedMetres from where the edition
// before had it: the newer point counts, the older one is kept as their past.
const (
	MovedRule   = "C13"
	MovedMetres = 200.0
)

// MovedMessage says so.
var MovedMessage = Text{
	EN: "the family's point lies more than 200 m from that of the edition before: the newer counts, the older is kept as its past",
	ID: "titik keluarga lebih dari 200 m dari titik pada edisi sebelumnya: yang baru berlaku, yang lama disimpan sebagai riwayat",
}

// A Spot is a point on a grid of 10⁻⁶ degrees, about 11 cm: points that print
// alike with six decimals are one spot. It needs 57 bits.
type Spot uint64

// SpotOf returns the spot of p.
func SpotOf(p orb.Point) Spot {
	return Spot(math.Round((p.Lon()+180)*1e6))<<28 | Spot(math.Round((p.Lat()+90)*1e6))
}

// Point returns the point that the spot stands for.
func (s Spot) Point() orb.Point {
	return orb.Point{float64(s>>28)/1e6 - 180, float64(s&(1<<28-1))/1e6 - 90}
}
