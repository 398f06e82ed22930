// Package ingest brings files into the register: good rows go to the store,
// rows at fault to a report, and what is personal is sealed on the way.
//
// An import is all or nothing, and the same file under the same settings is
// known by its hash. A family is never dropped for a missing id number or a
// useless coordinate: it is counted in its village and not placed on the map.
package ingest

import (
	"context"
	"time"

	"tepat/geo/area"
	"tepat/geo/poverty"
	"tepat/ingest/registry"
)

// A Register keeps what is imported.
type Register interface {
	// FindImport fills about, if the same file came in under the same
	// settings; else it returns [poverty.ErrNotFound].
	FindImport(ctx context.Context, about *poverty.Import) error
	// FindTwin returns the newest import of the same file and kind under another
	// name, or [poverty.ErrNotFound].
	FindTwin(ctx context.Context, about *poverty.Import) (poverty.Import, error)
	// Import runs read once in a transaction, with about.ID set, and keeps
	// about with all that went into the intake; if read fails, nothing. What
	// does not fit into memory goes to nameless files in tempDir ("" the
	// system's). Wrote hears how many of the records are written.
	Import(ctx context.Context, about *poverty.Import, tempDir string, read func(poverty.Intake) error, wrote func(done, total int64)) error
}

// Settings say how to read a file of families or recipients.
type Settings struct {
	AsOf        time.Time         // the edition's date
	System      area.System       // of the codes in the file; "" what the layout says, if it does
	Vintage     string            // of the codes in the file; "" that of the areas
	Sheet       string            // XLSX: this sheet alone; "" every sheet with a header
	Mapping     *registry.Mapping // nil: the spellings of package registry alone
	AsideLimit  float64           // share of rows, 0 to 1, that may be set aside; see [DefaultAsideLimit]
	CloseLimit  float64           // share of the registry's families in the file's villages, 0 to 1, that may be closed; see [DefaultCloseLimit]
	NewLimit    float64           // share of the file's families, 0 to 1, that may be new to villages of which there is an edition; see [DefaultNewLimit]
	SameContent bool              // the file may hold what came in before under another name
	TempDir     string            // for what does not fit into memory, gone after use; "" the system's
	Now         time.Time         // when the import starts

	// Progress hears how far the import is, in parts of total; it may be nil.
	Progress func(done, total int64)
}
