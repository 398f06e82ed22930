package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"

	"tepat/geo/poverty"
	"tepat/ingest"

	"github.com/spf13/pflag"
)

type imports struct {
	streams
	place
	spoken
	json       bool
	reportFile string
	asideFile  string
}

func (v *imports) flags(f *pflag.FlagSet) {
	v.place.flags(f)
	v.spoken.local(f, "of a report", os.LookupEnv)
	f.BoolVar(&v.json, "json", false, "as JSON, in both languages")
	f.StringVar(&v.reportFile, "report", "", "write the report of the import here: .csv or .json")
	f.StringVar(&v.asideFile, "aside", "", "write the rows that were set aside here, opened with the key (personal data)")
}

// Run lists what was imported, or reports one import.
func (v *imports) Run(ctx context.Context, args []string) (err error) {
	if len(args) > 1 || len(args) == 0 && (v.reportFile != "" || v.asideFile != "") {
		return usage("imports takes the number of one import, or nothing")
	}
	if err := v.check(); err != nil {
		return err
	}
	db, err := v.open(ctx)
	if err != nil {
		return err
	}
	defer closing(&err, db)
	if len(args) == 0 {
		return v.list(ctx, db)
	}
	id, err := strconv.ParseInt(args[0], 10, 64)
	if err != nil {
		return usage("imports: %q is no number", args[0])
	}
	about, err := db.FindImportByID(ctx, id)
	if err != nil {
		return noSuch("import", id, err)
	}
	report := &ingest.Report{Import: about}
	if report.Faults, err = db.Faults(ctx, id); err != nil {
		return err
	}
	if v.asideFile != "" {
		if err := v.openAside(ctx, db, report); err != nil {
			return err
		}
	}
	if !v.json {
		fmt.Fprint(v.out, v.say(ingest.Heading(&about)))
	}
	return (&importing{streams: v.streams, place: v.place, spoken: v.spoken, json: v.json, reportFile: v.reportFile}).tell(report, nil)
}

// noSuch says where the numbers of imports, or releases, are listed, if err says
// that there is none of that number.
func noSuch(what string, id int64, err error) error {
	if errors.Is(err, poverty.ErrNotFound) {
		return fmt.Errorf("there is no %s %d, `tepat %ss` lists them: %w", what, id, what, err)
	}
	return err
}

func (v *imports) list(ctx context.Context, db *database) error {
	list, err := db.Imports(ctx)
	if err != nil {
		return err
	}
	if v.json {
		return writeJSON(v.out, list)
	}
	return table(v.out, "import\tkind\tname\tas of\tcodes\tfile\tread\tkept\taside\tfinished\twithdrawn", func(row func(...any)) {
		for _, i := range list {
			row(i.ID, i.Kind, i.Name, i.AsOf, i.Codes(), i.File, i.Read, i.Kept, i.Aside, i.Finished, i.Withdrawn)
		}
	})
}

// openAside writes the rows that were set aside, opened, to a file that its owner alone can read.
func (v *imports) openAside(ctx context.Context, db *database, report *ingest.Report) error {
	keys, err := v.rightKeys(ctx, db)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(v.asideFile, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("imports: %w", err)
	}
	if err := ingest.WriteAside(f, keys, report); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
