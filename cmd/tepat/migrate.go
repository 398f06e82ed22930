package main

import (
	"context"
	"fmt"

	"tepat/store"

	"github.com/spf13/pflag"
)

type migrate struct {
	streams
	place
}

func (v *migrate) flags(f *pflag.FlagSet) { v.place.flags(f) }

// Run brings the tables up to date. Every verb that writes does so as well;
// this one is for an administrator who wants to see it happen.
func (v *migrate) Run(ctx context.Context, args []string) (err error) {
	if len(args) > 0 {
		return usage("migrate takes no arguments")
	}
	db, err := v.open(ctx)
	if err != nil {
		return err
	}
	defer closing(&err, db)
	names, err := store.Migrations()
	if err != nil {
		return err
	}
	fmt.Fprintf(v.out, "the database is up to date: %d migrations, the last %s\n", len(names), names[len(names)-1])
	return nil
}

// closing closes db and keeps its error unless there is one already.
func closing(err *error, db *database) {
	if e := db.close(); *err == nil {
		*err = e
	}
}
