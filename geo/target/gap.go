package target

import "tepat/geo/poverty"

// An AdministrativeGap is the first of three numbers of missed families: those
// whom a register holds as eligible and no list as reached. It is a count, and
// blind to wrong desils and to whoever is not registered. The other two come
// from the field (package survey) and are types of their own, so that none can
// be added to, or shown as, another.
type AdministrativeGap struct{ notReached, eligible float64 }

// Name returns what to call the number.
func (AdministrativeGap) Name() poverty.Text {
	return poverty.Text{
		EN: "Administrative gap: registered as eligible, not reached",
		ID: "Kesenjangan administratif: terdata berhak, belum terjangkau",
	}
}

// NotReached returns the registered families that are eligible and not reached.
func (g AdministrativeGap) NotReached() float64 { return g.notReached }

// Eligible returns the registered families that are eligible.
func (g AdministrativeGap) Eligible() float64 { return g.eligible }

// AdministrativeGap returns the gap in a register's counts.
func (c Confusion) AdministrativeGap() AdministrativeGap {
	return AdministrativeGap{c.FN, c.eligible()}
}
