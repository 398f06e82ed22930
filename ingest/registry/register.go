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

const (
	severalFlags = 2 // how many programmes a list does not speak of
	ofAPayment   = 2 // columns; a register, too, may have one that is called Status or Jumlah
)

// checkList returns [ErrRegister] where a list is asked for and the layout is
// that of a register. Own is the column that says who receives the programme of
// the list, or nil.
func (l *layout) checkList(o Options, own *flagColumn) error {
	if o.Content != Recipients || o.Mapping != nil && (o.Mapping.List || own != nil && o.Mapping.Receives[o.Programme] != "") {
		return nil
	}
	paid := count(paymentColumns, l.has) >= ofAPayment
	house, flags := slices.ContainsFunc(houseColumns, l.has), len(l.flags)
	switch {
	case house && flags > 0:
	case l.has(Desil) && flags >= severalFlags:
	case l.has(Desil) && house && !paid:
	case flags > 0 && own == nil && !paid: // all that it says of who receives is said of other programmes
	default:
		return nil
	}
	var only []string
	for _, c := range append([]Column{Desil}, houseColumns...) {
		if l.has(c) {
			only = append(only, l.quoted(l.at[c]))
		}
	}
	for _, f := range l.flags {
		only = append(only, l.quoted(f.at))
	}
	return fmt.Errorf("%w: it has %s. Bring it in with tepat import households, whose flags say who receives; "+
		"or name the column that says who receives %s under receives: in the file of --map; or, if every row is a recipient, say list: true there",
		ErrRegister, strings.Join(only, ", "), o.Programme)
}

// own returns the column that says who receives a programme, or nil.
func (l *layout) own(programme string, ids *programmeIDs) *flagColumn {
	for i := range l.flags {
		if f := &l.flags[i]; ids.has(f.bit, programme) {
			return f
		}
	}
	return nil
}

func count[T any](list []T, is func(T) bool) (n int) {
	for _, v := range list {
		if is(v) {
			n++
		}
	}
	return n
}

// quoted returns a header as an error may hold it.
func (l *layout) quoted(at int) string {
	return strconv.Quote(inReport(strings.TrimSpace(l.header[at]), at))
}
