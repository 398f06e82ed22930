package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"tepat/ingest"

	"github.com/spf13/pflag"
)

// importing holds what the import verbs share.
type importing struct {
	streams
	place
	spoken
	json       bool
	reportFile string
}

func (v *importing) flags(f *pflag.FlagSet) {
	v.place.flags(f)
	v.spoken.local(f, "of the report", os.LookupEnv)
	f.BoolVar(&v.json, "json", false, "report as JSON, in both languages")
	f.StringVar(&v.reportFile, "report", "", "also write the report here: .csv or .json")
}

// one checks the language, and the single argument of an import.
func (v *importing) one(args []string, verb string) (string, error) {
	if err := v.check(); err != nil {
		return "", err
	}
	if len(args) != 1 {
		return "", usage("%s takes one file", verb)
	}
	switch info, err := os.Stat(args[0]); {
	case err != nil:
		return "", usage("%s: there is no file %s", verb, args[0])
	case info.IsDir():
		return "", usage("%s: %s is a folder: name one file in it", verb, args[0])
	}
	return args[0], nil
}

// day reads an as-of date.
func day(flag, s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, usage("--%s is needed, e.g. 2025-06-30", flag)
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return t, usage("--%s is a date like 2025-06-30, not %q", flag, s)
	}
	return t, nil
}

// firstVintage is the year of the republic: no code list is older.
const firstVintage = 1945

// vintage checks the year of a code list: a typo would stand beside the true
// lists as one of its own.
func vintage(flag, s string) error {
	year, err := strconv.Atoi(s)
	next := time.Now().Year() + 1 // lists are published before they hold
	if err != nil || len(s) != 4 || year < firstVintage || year > next {
		return usage("--%s is the year of a code list, %d to %d, not %q", flag, firstVintage, next, s)
	}
	return nil
}

// tell writes what an import did, also when it was refused.
func (v *importing) tell(report *ingest.Report, err error) error {
	var refused *ingest.RefusedError
	if errors.As(err, &refused) && report == nil {
		report = refused.Report
	}
	if report == nil {
		return err
	}
	if v.reportFile != "" {
		if e := v.save(report); e != nil {
			err = errors.Join(err, fmt.Errorf("the report could not be written, and what is said above stands: %w", e))
		}
	}
	if v.json {
		return errors.Join(v.refusal(err), writeJSON(v.out, report))
	}
	fmt.Fprint(v.out, report.Summary(v.language))
	return v.refusal(err)
}

// A saidError is an error in the words of the language that was asked for.
type saidError struct {
	error
	words string
}

func (e saidError) Error() string { return e.words }
func (e saidError) Unwrap() error { return e.error }

// refusal puts a refusal, and what is joined to it, into the language asked for.
func (v *importing) refusal(err error) error {
	var refused *ingest.RefusedError
	if !errors.As(err, &refused) {
		return err
	}
	return saidError{err, strings.Replace(err.Error(), refused.Error(), v.say(refused.Said()), 1)}
}

func (v *importing) save(report *ingest.Report) error {
	f, err := os.Create(v.reportFile)
	if err != nil {
		return fmt.Errorf("import: %w", err)
	}
	if filepath.Ext(v.reportFile) == ".json" {
		return errors.Join(writeJSON(f, report), f.Close())
	}
	return errors.Join(report.WriteCSV(f, v.language), f.Close())
}
