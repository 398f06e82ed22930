package poverty

import (
	"errors"
	"fmt"
)

// ErrEmpty says that there is nobody to measure: no record, or none that weighs anything.
var ErrEmpty = errors.New("nobody to measure")

// A Rate is a part of a whole, in one unit, kept apart: the rates of groups
// that share no member add up by [Rate.Plus], and means do not.
type Rate struct {
	Part  float64 `json:"part"`
	Whole float64 `json:"whole"`
}

// Value returns the part as a share of the whole; 0 and false where the whole is empty.
func (r Rate) Value() (share float64, ok bool) {
	if r.Whole == 0 {
		return 0, false
	}
	return r.Part / r.Whole, true
}

// Plus returns the rate of two groups that share no member.
func (r Rate) Plus(s Rate) Rate { return Rate{r.Part + s.Part, r.Whole + s.Whole} }

// An InputError says which word of a question cannot be answered, and what can.
type InputError struct {
	Field   string // as JSON and flags spell it
	Got     string
	Allowed string
}

func (e *InputError) Error() string {
	return fmt.Sprintf("%s: %q, allowed is %s", e.Field, e.Got, e.Allowed)
}

// A RecordError says which field of which record cannot be used, and what can.
// It does not say what was found there, which may be known of one family only.
type RecordError struct {
	Record  int // from 0, in the order given
	Field   string
	Allowed string
}

func (e *RecordError) Error() string {
	return fmt.Sprintf("record %d: %s: allowed is %s", e.Record, e.Field, e.Allowed)
}
