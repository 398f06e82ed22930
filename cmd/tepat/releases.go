package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"text/tabwriter"
	"time"

	"tepat/geo/area"
	"tepat/geo/poverty"

	"github.com/spf13/pflag"
)

type releases struct {
	streams
	place
	json bool
}

func (v *releases) flags(f *pflag.FlagSet) {
	v.place.flags(f)
	f.BoolVar(&v.json, "json", false, "as JSON")
}

// Run lists the releases, newest first.
func (v *releases) Run(ctx context.Context, args []string) (err error) {
	if len(args) > 0 {
		return usage("releases takes no arguments")
	}
	db, err := v.open(ctx)
	if err != nil {
		return err
	}
	defer closing(&err, db)
	list, err := db.Releases(ctx)
	if err != nil {
		return err
	}
	if v.json {
		return writeJSON(v.out, list)
	}
	return table(v.out, "release\taudience\tas of\tpublished\tfamilies\tlocated\tindicators", func(row func(...any)) {
		for _, r := range list {
			row(r.ID, r.Audience, r.AsOf, r.PublishedAt.Local().Format(time.DateTime), r.Families, located(r), len(r.Indicators))
		}
	})
}

// located says how many families of a release have a location, or that it is withheld.
func located(r poverty.Release) string {
	for _, i := range r.Indicators {
		if i.ID == "located_share" && r.Located == 0 && i.States[string(area.Regency)]["withheld"] > 0 {
			return "withheld"
		}
	}
	return strconv.Itoa(r.Located)
}

// writeJSON writes v, indented.
func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// table writes aligned columns: a head, its words set apart by tabs, and rows.
func table(w io.Writer, head string, rows func(row func(...any))) error {
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	fmt.Fprintln(t, head)
	rows(func(cells ...any) {
		for i, c := range cells {
			if i > 0 {
				fmt.Fprint(t, "\t")
			}
			fmt.Fprint(t, c)
		}
		fmt.Fprintln(t)
	})
	return t.Flush()
}
