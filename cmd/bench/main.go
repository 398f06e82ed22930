// Command bench measures tepat against what a user would pick instead: a line
// a measure, both sides in one run on the same data. A run at full scale also
// writes its lines into BENCHMARKS.md.
//
// Each group of measures is one file, each measure a function that returns a line.
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

	"github.com/spf13/pflag"
)

// A measure is one line of the table.
type measure struct {
	name string
	// how says what is measured, and against what.
	how string
	run func(*bench, context.Context) (line, error)
}

var measures = slices.Concat(importMeasures, registerMeasures, questionMeasures, mapMeasures, pageMeasures)

// A line is what a measure found.
type line struct {
	ours, peer string
	ratio      float64 // how many times better than the peer; 0 where there is none
	target     string
	met        bool
}

func main() {
	if len(os.Args) == 3 && os.Args[1] == floorVerb {
		fmt.Fprintln(os.Stderr, "bench:", serveFloor(os.Args[2]))
		os.Exit(1)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); errors.Is(err, pflag.ErrHelp) {
		return
	} else if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) (err error) {
	flags := pflag.NewFlagSet("bench", pflag.ContinueOnError)
	only := flags.StringSlice("only", nil, "measures, or what their names begin with; all where it is not given")
	scale := flags.Float64("scale", 1, "part of the full size: 0.01 is a quick try, and is not written down")
	date := flags.String("date", "", "date of the run, 2006-01-02 (default that of the last commit)")
	flags.Usage = func() {
		fmt.Fprintf(out, "bench measures tepat against what a user would pick instead.\n\n%s\nMeasures:\n", flags.FlagUsages())
		for _, m := range measures {
			fmt.Fprintln(out, " ", m.name)
		}
	}
	if err := flags.Parse(args); err != nil {
		return err
	}
	chosen, err := choose(*only)
	if err != nil {
		return err
	}
	b, err := newBench(ctx, *scale)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	found := map[string]line{}
	for _, m := range chosen {
		l, err := m.run(b, ctx)
		if err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
		found[m.name] = l
		fmt.Fprintln(out, l.text(m.name))
	}
	if *scale != 1 {
		fmt.Fprintln(out, "BENCHMARKS.md is left as it is: this was not the full size")
		return nil
	}
	return b.writeDown(ctx, "BENCHMARKS.md", found, *date)
}

// choose returns the measures of which the name begins with one of the words.
func choose(words []string) ([]measure, error) {
	if len(words) == 0 {
		return measures, nil
	}
	var chosen []measure
	for _, w := range words {
		if !slices.ContainsFunc(measures, func(m measure) bool { return strings.HasPrefix(m.name, w) }) {
			return nil, fmt.Errorf("no measure begins with %q", w)
		}
	}
	for _, m := range measures {
		if slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(m.name, w) }) {
			chosen = append(chosen, m)
		}
	}
	return chosen, nil
}

func (l line) text(name string) string {
	return fmt.Sprintf("%-20s %-34s %-44s %8s   %-46s %s", name, l.ours, l.peer, l.times(), l.target, l.verdict())
}

func (l line) times() string {
	switch {
	case l.ratio == 0:
		return "–"
	case l.ratio >= 100:
		return fmt.Sprintf("%.0f ×", l.ratio)
	}
	return fmt.Sprintf("%.3g ×", l.ratio)
}

func (l line) verdict() string {
	if l.met {
		return "met"
	}
	return "missed"
}
