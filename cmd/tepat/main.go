// Command tepat maps where eligible families are not reached.
//
// Each verb is one file: a struct with its flags and Run.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"tepat/geo/poverty"
	"tepat/ingest"
	"tepat/ingest/figures"

	"github.com/spf13/pflag"
)

// Exit codes, the same for every verb.
const (
	exitDone    = 0
	exitFailed  = 1
	exitUsage   = 2
	exitRefused = 3
)

// A verb is one thing that tepat does.
type verb interface {
	flags(*pflag.FlagSet)
	Run(ctx context.Context, args []string) error
}

// verbs in the order in which help lists them; a name of two words is typed as two words.
func verbs(std streams) []struct {
	name, args, about string
	verb
} {
	return []struct {
		name, args, about string
		verb
	}{
		{"demo", "", "make up a regency, import it, build a release and serve the map", &demo{streams: std}},
		{"synth", "--out DIR", "write the files of a made-up regency", &synthesize{streams: std}},
		{"migrate", "", "bring the database's tables up to date", &migrate{streams: std}},
		{"import areas", "FILE --level village --code-system kemendagri --vintage 2025", "import boundaries: GeoJSON, zipped Shapefile, GeoPackage", &importAreas{importing: importing{streams: std}}},
		{"import crosswalk", "FILE --code-system kemendagri --from 2020 --to 2022", "import the codes that changed between two vintages", &importCrosswalk{importing: importing{streams: std}}},
		{"import names", "FILE --code-system kemendagri", "import former names of areas", &importNames{importing: importing{streams: std}}},
		{"import households", "FILE --registry dtsen --as-of 2025-06-30", "import families from a registry: CSV or XLSX", &importHouseholds{peopling: peopling{importing: importing{streams: std}}}},
		{"import recipients", "FILE --programme pkh --as-of 2025-06-30", "import a programme's list: CSV or XLSX", &importRecipients{peopling: peopling{importing: importing{streams: std}}}},
		{"imports withdraw", "ID", "undo an import: what it changed comes back", &withdrawImport{streams: std}},
		{"imports", "[ID]", "list the imports, or report one", &imports{streams: std}},
		{"release", "--audience planner", "count, clear and publish", &makeRelease{streams: std}},
		{"releases", "", "list the releases", &releases{streams: std}},
		{"serve", "", "serve the map and the API", &serve{streams: std}},
		{"under-covered", "--programme pkh", "list where most eligible families are not reached", &underCovered{asking: asking{streams: std}}},
		{"targeting", "--programme pkh", "say how well a programme reaches those whom it is meant for", &targeting{asking: asking{streams: std}}},
		{"deprivation", "", "say how many families live in houses that lack several things at once", &deprivation{asking: asking{streams: std}}},
		{"poverty", "", "say how many persons live below the poverty line, how far, and how unequally", &povertyMeasures{asking: asking{streams: std}}},
		{"small-area", "FILE.csv", "estimate areas of which a survey alone says too little (Fay–Herriot)", &smallArea{asking: asking{streams: std}}},
		{"verified", "FILE.csv", "say from a sample of visits how many of the eligible are missed, and how many recipients are not eligible", &verified{fieldwork: fieldwork{asking: asking{streams: std}}}},
		{"capture-recapture", "FILE.csv", "estimate the poor families that no register holds, from two lists", &captureRecapture{fieldwork: fieldwork{asking: asking{streams: std}}}},
		{"allocate", "--programme pkh --budget 900000000 --unit-cost 3000000", "simulate sharing a budget over villages", &allocate{asking: asking{streams: std}}},
		{"export", "cells|areas --format geojson --out FILE", "write released figures to a file", &export{streams: std}},
		{"doctor", "", "say what is wrong with this installation and what to do", &doctor{streams: std}},
	}
}

// streams are where a verb writes.
type streams struct{ out, err io.Writer }

// errUsage marks a mistake in the words of the command.
type errUsage struct{ error }

func usage(format string, args ...any) error { return errUsage{fmt.Errorf(format, args...)} }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// A second signal ends the program at once.
	context.AfterFunc(ctx, stop)
	os.Exit(run(ctx, os.Args[1:], streams{os.Stdout, os.Stderr}))
}

func run(ctx context.Context, args []string, std streams) int {
	err := dispatch(ctx, args, std)
	var (
		wrong   errUsage
		refused *ingest.RefusedError
		fault   *figures.Fault
		stands  *poverty.StandsError
	)
	switch {
	case err == nil || errors.Is(err, pflag.ErrHelp):
		return exitDone
	case errors.As(err, &wrong):
		fmt.Fprintln(std.err, "tepat:", err)
		return exitUsage
	case errors.As(err, &refused), errors.As(err, &fault), errors.As(err, &stands):
		fmt.Fprintln(std.err, "tepat:", err)
		return exitRefused
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		fmt.Fprintln(std.err, "tepat: stopped before it was done; what was not finished is not kept")
		return exitFailed
	default:
		fmt.Fprintln(std.err, "tepat:", onDisk(err))
		return exitFailed
	}
}

func dispatch(ctx context.Context, args []string, std streams) error {
	if len(args) == 0 || args[0] == "help" || isHelp(args[0]) {
		help(std)
		return nil
	}
	for _, v := range verbs(std) {
		words := strings.Fields(v.name)
		if len(args) < len(words) || strings.Join(args[:len(words)], " ") != v.name {
			continue
		}
		flags := pflag.NewFlagSet(v.name, pflag.ContinueOnError)
		flags.SetOutput(std.err)
		flags.SortFlags = false
		flags.Usage = func() {
			fmt.Fprintf(std.err, "tepat %s %s\n\n%s\n\n%s", v.name, v.args, v.about, flags.FlagUsages())
		}
		v.flags(flags)
		if err := flags.Parse(args[len(words):]); errors.Is(err, pflag.ErrHelp) {
			return err
		} else if err != nil {
			return usage("%s: %w", v.name, err)
		}
		if err := fill(flags, os.LookupEnv); err != nil {
			return err
		}
		return v.Run(ctx, flags.Args())
	}
	if names := beginning(args[0], std); len(names) > 0 && slices.ContainsFunc(args[1:], isHelp) {
		help(std, names...)
		return nil
	}
	return usage("no verb %q; %s", strings.Join(args[:min(2, len(args))], " "), suggest(args[0], std))
}

func isHelp(word string) bool { return word == "--help" || word == "-h" }

// beginning returns the verbs of several words that begin with one, such as import.
func beginning(word string, std streams) (names []string) {
	for _, v := range verbs(std) {
		if strings.HasPrefix(v.name, word+" ") {
			names = append(names, v.name)
		}
	}
	return names
}

// suggest lists the verbs that begin with a word, or says where all are listed.
func suggest(word string, std streams) string {
	names := beginning(word, std)
	if len(names) == 0 {
		return "`tepat help` lists them"
	}
	return "there are " + strings.Join(names, ", ")
}

// help lists the verbs; where some are named, those alone.
func help(std streams, names ...string) {
	fmt.Fprint(std.out, "tepat maps where eligible families are not reached.\n\n")
	for _, v := range verbs(std) {
		if len(names) == 0 || slices.Contains(names, v.name) {
			fmt.Fprintf(std.out, "  tepat %-18s %s\n", v.name, v.about)
		}
	}
	fmt.Fprint(std.out, "\ntepat VERB --help lists a verb's flags. Every flag can also be set by the\nenvironment (--key-file is TEPAT_KEY_FILE) or in DIR/tepat.yaml (key-file: …).\n")
}
