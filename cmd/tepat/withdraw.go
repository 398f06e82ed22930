package main

import (
	"context"
	"fmt"
	"strconv"

	"tepat/geo/poverty"

	"github.com/spf13/pflag"
)

type withdrawImport struct {
	streams
	place
	json bool
}

func (v *withdrawImport) flags(f *pflag.FlagSet) {
	v.place.flags(f)
	f.BoolVar(&v.json, "json", false, "as JSON")
}

// Run withdraws an import.
func (v *withdrawImport) Run(ctx context.Context, args []string) (err error) {
	if len(args) != 1 {
		return usage("imports withdraw takes the number of one import; `tepat imports` lists them")
	}
	id, err := strconv.ParseInt(args[0], 10, 64)
	if err != nil {
		return usage("imports withdraw: %q is no number", args[0])
	}
	db, err := v.open(ctx)
	if err != nil {
		return err
	}
	defer closing(&err, db)
	w, err := db.WithdrawImport(ctx, id)
	if err != nil {
		return err
	}
	if v.json {
		return writeJSON(v.out, w)
	}
	what := "lines of the list taken out"
	if w.Import.Kind == poverty.KindHouseholds {
		what = fmt.Sprintf("records taken out, %d that it had changed or closed put back", w.Restored)
	}
	fmt.Fprintf(v.out, "import %d, %s of %s, is withdrawn: %d %s\n", w.Import.ID, w.Import.File, w.Import.AsOf, w.Removed, what)
	fmt.Fprintln(v.out, "releases that were made with it stay as they are: tepat release makes one without it")
	return nil
}
