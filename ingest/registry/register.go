package registry

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// ErrRegister says that a file that should be a programme's list is a register:
// all its families would be taken for recipients.
var ErrRegister = errors.New("it is a register of families, not a programme's list")

// The columns by which a register and a list are told apart. Lists may carry a
// desil, a point or a number of members; none tells what the house is made of
// together with it, nor who receives several programmes.
var (
	houseColumns   = []Column{Floor, Wall, Roof, Water, Toilet, Light, Power}
	paymentColumns = []Column{Period, Amount, Status}
)

// severalFlags is how many programmes a list does not speak of.
const severalFlags = 2

// checkList returns [ErrRegister] where a list is asked for and the layout is
// that of a register.
func (l *layout) checkList(o Options) error {
	if o.Content != Recipients || o.Mapping != nil && o.Mapping.List || !l.has(Desil) ||
		slices.ContainsFunc(paymentColumns, l.has) {
		return nil
	}
	only := []string{l.quoted(l.at[Desil])}
	for _, c := range houseColumns {
		if l.has(c) {
			only = append(only, l.quoted(l.at[c]))
		}
	}
	if len(l.flags) >= severalFlags {
		for _, f := range l.flags {
			only = append(only, l.quoted(f.at))
		}
	}
	if len(only) == 1 {
		return nil
	}
	return fmt.Errorf("%w: it has %s, and no column for the period, amount or status of a payment. "+
		"Bring it in with tepat import households, whose flags say who receives; or, if every row is a recipient, say list: true in the file of --map",
		ErrRegister, strings.Join(only, ", "))
}

// quoted returns a header as an error may hold it.
func (l *layout) quoted(at int) string {
	return strconv.Quote(inReport(strings.TrimSpace(l.header[at]), at))
}
