package ingest

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"tepat/geo/area"
	"tepat/geo/poverty"
	"tepat/ingest/say"
)

// A VintageError says that nothing is known of codes of the vintage that was declared.
type VintageError struct {
	System  area.System
	Vintage string
	Known   []string // of that system, in their order
}

func (e *VintageError) Error() string {
	if len(e.Known) == 0 {
		return fmt.Sprintf("ingest: no areas and no crosswalk know codes of %s, of %s or any other year", e.System, e.Vintage)
	}
	return fmt.Sprintf("ingest: no areas and no crosswalk know codes of %s of %s, only of %s; codes of a year between are those of the last one before it",
		e.System, e.Vintage, strings.Join(e.Known, ", "))
}

// checkVintage refuses a vintage of which neither areas nor crosswalks are
// known: its codes would be read as if they had never changed.
func (p *Places) checkVintage(system area.System, vintage string) error {
	if system == "" || vintage == "" {
		return nil
	}
	known := p.codebook().Vintages(system)
	if slices.Contains(known, vintage) {
		return nil
	}
	return &VintageError{system, vintage, known}
}

// misdeclared says what is wrong with the codes of a file as they were declared,
// and where to look.
func misdeclared(err error) poverty.Text {
	var (
		vintage *area.VintageError
		system  *area.SystemError
	)
	switch {
	case errors.As(err, &vintage):
		is, other, of := vintage.Other()
		return say.Fill(say.LookAtVintage, say.Fill(say.VintageDiffers,
			vintage.System, vintage.Declared, vintage.Against, vintage.Judged, vintage.Is, is, other, of))
	case errors.As(err, &system):
		return say.Fill(say.LookAtSystem, say.Fill(say.SystemDiffers, system.Declared, poverty.Text(system.Reason)))
	}
	return say.Of(err)
}
