package registry

import (
	"slices"
	"strconv"
	"strings"

	"tepat/ingest/say"
)

// ErrRegister says that a file that should be a programme's list is a register:
// all its families would be taken for recipients.
var ErrRegister = say.Errorf(say.IsRegister)

// ErrList says that a file that should be a register is a programme's list: its
// recipients would be taken for all families of their villages.
var ErrList = say.Errorf(say.IsList)

// The columns by which a register and a list are told apart. Lists may carry a
// desil, a point or a number of members; none tells what the house is made of
// together with it, nor who receives several programmes.
var (
	houseColumns   = []Column{Floor, Wall, Roof, Water, Toilet, Light, Power}
	paymentColumns = []Column{Period, Amount, Status}
)

// severalFlags is how many programmes a list does not speak of.
const severalFlags = 2

// ofAnything are headers of payments that a register, too, may have.
var ofAnything = []string{"status", "jumlah", "bulan"}

// paid returns the columns that tell of a payment; one alone must say so.
func (l *layout) paid() (columns []Column) {
	for _, c := range paymentColumns {
		if l.has(c) {
			columns = append(columns, c)
		}
	}
	if len(columns) == 1 && slices.Contains(ofAnything, foldHeader(l.headers[columns[0]])) {
		return nil
	}
	return columns
}

// checkRegister returns [ErrList] where families are asked for and the layout
// is that of a list.
func (l *layout) checkRegister(o Options) error {
	paid := l.paid()
	if o.Content != Families || o.Mapping != nil && o.Mapping.Register || len(paid) == 0 || len(l.flags) > 0 ||
		slices.ContainsFunc(append([]Column{Desil, Members, Consumption}, houseColumns...), l.has) {
		return nil
	}
	var only []string
	for _, c := range paid {
		only = append(only, l.quoted(l.at[c]))
	}
	return say.Errorf(say.ListInstead, ErrList, strings.Join(only, ", "))
}

// checkList returns [ErrRegister] where a list is asked for and the layout is
// that of a register. Own is the column that says who receives the programme of
// the list, or nil.
func (l *layout) checkList(o Options, own *flagColumn) error {
	if o.Content != Recipients || o.Mapping != nil && (o.Mapping.List || own != nil && o.Mapping.Receives[o.Programme] != "") {
		return nil
	}
	paid := len(l.paid()) > 0
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
	return say.Errorf(say.RegisterInstead, ErrRegister, strings.Join(only, ", "), o.Programme)
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

// quoted returns a header as an error may hold it.
func (l *layout) quoted(at int) string {
	return strconv.Quote(inReport(strings.TrimSpace(l.header[at]), at))
}
