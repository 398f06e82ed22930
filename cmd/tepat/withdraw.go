package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

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
		return noSuch("import", id, err)
	}
	if v.json {
		return writeJSON(v.out, w)
	}
	of := ""
	if w.Import.AsOf != "" {
		of = " of " + w.Import.AsOf
	}
	fmt.Fprintf(v.out, "import %d, %s%s, is withdrawn: %s\n", w.Import.ID, w.Import.File, of, undone(w))
	releases, err := db.Releases(ctx)
	if err != nil {
		return err
	}
	var counted []string
	for _, r := range slices.Backward(releases) {
		if slices.ContainsFunc(r.Withdrawn, func(i poverty.WithdrawnImport) bool { return i.ID == id }) {
			counted = append(counted, strconv.FormatInt(r.ID, 10))
		}
	}
	if len(counted) > 0 {
		fmt.Fprintf(v.out, "releases that were made of it still count it, and stay as they are (%s; tepat releases marks them): tepat release makes one without it\n", strings.Join(counted, ", "))
	}
	return nil
}

// undone says what went and what came back.
func undone(w poverty.Withdrawal) string {
	switch w.Import.Kind {
	case poverty.KindHouseholds:
		return fmt.Sprintf("%d records taken out, %d that it had changed or closed put back", w.Removed, w.Restored)
	case poverty.KindAreas:
		return fmt.Sprintf("%d areas taken out, %d that it had replaced put back", w.Removed, w.Restored)
	case poverty.KindCrosswalk:
		return fmt.Sprintf("%d links and names taken out; families that were placed by them stay where they are", w.Removed)
	}
	return fmt.Sprintf("%d lines of the list taken out", w.Removed)
}
