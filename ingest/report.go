package ingest

import (
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"tepat/geo/poverty"
	"tepat/ingest/say"
)

// DefaultAsideLimit is the share of rows, 0 to 1, that may be set aside before a file is refused whole.
const DefaultAsideLimit = 0.05

// A Report says what became of a file: counts in clear, and where each fault
// is. It holds no value of a person: a row is found by its number.
type Report struct {
	poverty.Import
	Repeated bool            `json:"repeated,omitempty"`    // the same file had come in before; nothing was done
	Refused  poverty.Text    `json:"refused,omitzero"`      // why nothing of the file was imported; empty where it was
	Usable   int64           `json:"rows_usable,omitempty"` // of a refused file, rows that could have been used, as far as it was read
	Faults   []poverty.Fault `json:"faults,omitempty"`
	Omitted  int64           `json:"faults_omitted,omitempty"` // faults counted in the rules, but not listed
}

// A RefusedError says that a file was refused whole and nothing of it was kept.
type RefusedError struct {
	Report *Report
	Reason poverty.Text
}

// refuse turns the report into that of a file of which nothing was imported:
// what was kept until then was not.
func (r *Report) refuse(why poverty.Text, args ...any) error {
	r.Refused = say.Fill(why, args...)
	r.ID, r.Kept, r.Usable = 0, 0, r.Kept
	r.Counts = poverty.Counts{NotRead: r.Counts.NotRead, Rules: r.Counts.Rules}
	return &RefusedError{Report: r, Reason: r.Refused}
}

// Error says so in English.
func (e *RefusedError) Error() string { return e.Said().EN }

// Said says so in both languages.
func (e *RefusedError) Said() poverty.Text { return say.Fill(say.FileRefused, e.Report.File, e.Reason) }

// cameMeanwhile turns the error of an import that had to wait for another of
// the same file into that one's report.
func (r *Report) cameMeanwhile(ctx context.Context, err error, find func(context.Context, *poverty.Import) error) error {
	if !errors.Is(err, poverty.ErrRepeated) {
		return err
	}
	r.Repeated, r.Faults, r.Omitted = true, nil, 0
	return find(ctx, &r.Import)
}

// maxFaults is how many faults a report lists; all are counted, and the store
// keeps all that are set aside. It bounds memory: about 100 bytes each.
const maxFaults = 200_000

// fault notes f in the list and in the counts.
func (r *Report) fault(f poverty.Fault) {
	if len(r.Faults) == maxFaults {
		r.omit(&f)
		return
	}
	r.count(f.Rule, f.Severity, cmp.Or(ofMany[f.Rule], f.Message), 1)
	f.Sealed = nil
	r.Faults = append(r.Faults, f)
}

// omit counts f, which is not listed.
func (r *Report) omit(f *poverty.Fault) {
	r.count(f.Rule, f.Severity, cmp.Or(ofMany[f.Rule], f.Message), 1)
	r.Omitted++
}

// count notes that n more rows fell under a rule.
func (r *Report) count(rule, severity string, message poverty.Text, n int64) {
	(*tally)(&r.Counts.Rules).add(rule, severity, message, n)
}

// A tally counts rows by rule and severity. There are a few dozen rules: a
// list is quicker than a map.
type tally []poverty.RuleCount

func (t *tally) add(rule, severity string, message poverty.Text, n int64) {
	for i := range *t {
		if c := &(*t)[i]; c.Rule == rule && c.Severity == severity {
			c.Rows += n
			return
		}
	}
	*t = append(*t, poverty.RuleCount{Rule: rule, Severity: severity, Message: message, Rows: n})
}

// sort puts the rules into one order: severity, then rule.
func (r *Report) sort() {
	rank := []string{poverty.Aside, poverty.Proposed, poverty.Warning, poverty.Read}
	slices.SortFunc(r.Counts.Rules, func(a, b poverty.RuleCount) int {
		return cmp.Or(cmp.Compare(slices.Index(rank, a.Severity), slices.Index(rank, b.Severity)), cmp.Compare(a.Rule, b.Rule))
	})
}

// WriteCSV writes the faults: sheet, row, column, rule, message in the language, id or en, and severity.
func (r *Report) WriteCSV(w io.Writer, language string) error {
	out := csv.NewWriter(w)
	out.Write([]string{"sheet", "row", "column", "rule", "message", "severity"})
	for _, f := range r.Faults {
		out.Write([]string{plain(f.Sheet), strconv.FormatInt(f.Row, 10), plain(f.Column), f.Rule, say.In(language, f.Message), f.Severity})
	}
	out.Flush()
	return out.Error()
}

// WriteJSON writes the whole report, indented.
func (r *Report) WriteJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(r)
}

// plain keeps a spreadsheet program from taking a name out of a file for a formula.
func plain(s string) string {
	if strings.ContainsAny(s[:min(1, len(s))], "=+-@\t\r") {
		return "'" + s
	}
	return s
}

// Summary tells the report in a few lines, in a language, id or en.
func (r *Report) Summary(language string) string {
	var b strings.Builder
	line := func(t poverty.Text, args ...any) { b.WriteString(say.In(language, say.Fill(t, args...))) }
	r.sort()
	refused := r.Refused != (poverty.Text{})
	if r.Repeated {
		line(say.CameBefore, r.File, r.ID)
	}
	if r.Withdrawn != "" {
		line(say.WasWithdrawn, r.ID, r.Withdrawn)
	}
	if refused {
		line(say.NothingCame, r.File)
		switch {
		case r.Usable+r.Aside > 0:
			line(say.ReadUsable, r.Read, r.Usable, r.Aside)
		case r.Read > 0:
			line(say.ReadRefused, r.Read)
		}
	} else {
		line(say.ReadKeptAside, r.Read, r.Kept, r.Aside)
	}
	c := r.Counts
	switch {
	case refused && len(c.Rules) > 0:
		line(say.FoundInRefused)
	case refused:
	case r.Kind == poverty.KindHouseholds:
		line(say.FamiliesCame, c.Records, c.Located, c.New, c.Changed, c.Unchanged, c.Closed)
	case r.Kind == poverty.KindRecipients:
		line(say.RecipientsCame, c.Records, c.Unmatched)
	}
	for _, rule := range c.Rules {
		fmt.Fprintf(&b, "  %-8s %-9s %8d  %s\n", rule.Rule, rule.Severity, rule.Rows, say.In(language, rule.Message))
	}
	if len(c.NotRead) > 0 {
		line(notRead(c.NotRead))
	}
	return b.String()
}

// notRead tells which columns a file has besides those that are read. The whole
// list is in the report's JSON.
func notRead(columns []string) poverty.Text {
	const told = 40
	var more poverty.Text
	if n := len(columns) - told; n > 0 {
		more = say.Fill(say.NotReadMore, n)
	}
	return say.Fill(say.NotRead, strings.Join(columns[:min(told, len(columns))], ", "), more)
}

// Heading says which file an import was of, as what it came in, and when.
func Heading(i *poverty.Import) poverty.Text {
	var asOf, codes poverty.Text
	if i.AsOf != "" {
		asOf = say.Fill(say.HeadingAsOf, i.AsOf)
	}
	if c := i.Codes(); c != "" {
		codes = say.Fill(say.HeadingCodes, c)
	}
	return say.Fill(say.ImportHeading, i.ID, i.File, say.Kinds[i.Kind], i.Name, asOf, codes, i.Finished)
}
