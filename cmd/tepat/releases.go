package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

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
	err = table(v.out, "release\taudience\tas of\tpublished\tfamilies\tlocated\tindicators\twithdrawn since", func(row func(...any)) {
		for _, r := range list {
			row(r.ID, r.Audience, r.AsOf, r.PublishedAt.Local().Format(time.DateTime), told(r.Families), told(r.Located), len(r.Indicators), numbersOf(r.Withdrawn))
		}
	})
	if err == nil && slices.ContainsFunc(list, func(r poverty.Release) bool { return len(r.Withdrawn) > 0 }) {
		fmt.Fprintln(v.out, "what was withdrawn since is still counted in these releases: they stay as they are, and tepat release makes one without it")
	}
	return err
}

// numbersOf lists imports as "import 3 (pkh)".
func numbersOf(list []poverty.WithdrawnImport) string {
	var words []string
	for _, i := range list {
		words = append(words, fmt.Sprintf("import %d (%s)", i.ID, i.Name))
	}
	return strings.Join(words, ", ")
}

// told says a count of a release, or that it is withheld.
func told(n *int) string {
	if n == nil {
		return "withheld"
	}
	return strconv.Itoa(*n)
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
