package ingest

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"tepat/geo/area"
	"tepat/geo/poverty"
	"tepat/ingest/say"
)

// CrosswalkSettings say between which codes a crosswalk leads.
type CrosswalkSettings struct {
	System   area.System // of the old codes
	ToSystem area.System // of the new codes; "" the same
	From, To string      // vintages of the old and the new codes
	Now      time.Time   // when the import starts
}

// The rules of crosswalks and lists of names.
var (
	linkBadCode  = fault("K01", poverty.Aside, say.LinkBadCode)
	linkLevels   = fault("K02", poverty.Aside, say.LinkLevels)
	linkDivided  = fault("K03", poverty.Warning, say.LinkDivided)
	aliasBadCode = fault("K04", poverty.Aside, say.AliasBadCode)
)

// Crosswalk brings in a CSV file of codes that changed: old_code, old_name,
// new_code, new_name, or kode_bps, nama_bps, kode_dagri, nama_dagri. Where the
// name changed as well, the old one becomes another name of the new code.
// Where a row cannot be read, the file is refused.
func Crosswalk(ctx context.Context, path string, set CrosswalkSettings, into Ground) (*Report, error) {
	set.ToSystem = cmp.Or(set.ToSystem, set.System)
	l := newList("crosswalk", set.System, set.To, set.Now)
	l.report.Settings = fmt.Sprintf("from=%s:%s to=%s:%s", set.System, set.From, set.ToSystem, set.To)
	return l.run(ctx, path, into, func() error {
		from, err1 := l.column(codeColumns("old", set.System)...)
		to, err2 := l.column(codeColumns("new", set.ToSystem)...)
		if err := errors.Join(err1, err2); err != nil {
			return l.refuse(say.Of(err))
		}
		oldName, _ := l.column(nameColumns("old", set.System)...)
		newName, _ := l.column(nameColumns("new", set.ToSystem)...)
		for i, row := range l.rows {
			l.link(int64(i+2), set, cell(row, from), cell(row, to), cell(row, oldName), cell(row, newName))
		}
		return nil
	})
}

// Names brings in a CSV file of the names that areas had: a column code and
// one or more columns of names (name, name_2016, …). Each name becomes another
// name of its code. Where a row cannot be read, the file is refused.
func Names(ctx context.Context, path string, system area.System, now time.Time, into Ground) (*Report, error) {
	l := newList("names", system, "", now)
	l.report.Settings = fmt.Sprintf("codes=%s", system)
	return l.run(ctx, path, into, func() error {
		code, err := l.column("code", "kode")
		if err != nil {
			return l.refuse(say.Of(err))
		}
		var names []int
		for i, h := range l.header {
			if strings.HasPrefix(h, "name") || strings.HasPrefix(h, "nama") {
				names = append(names, i)
			}
		}
		if len(names) == 0 {
			return l.refuse(say.NoNameColumn, strings.Join(l.header, ", "))
		}
		for i, row := range l.rows {
			l.names(int64(i+2), system, row, code, names)
		}
		return nil
	})
}

func codeColumns(end string, system area.System) []string {
	if system == area.BPS {
		return []string{end + "_code", "kode_bps"}
	}
	return []string{end + "_code", "kode_dagri", "kode_kemendagri"}
}

func nameColumns(end string, system area.System) []string {
	if system == area.BPS {
		return []string{end + "_name", "nama_bps"}
	}
	return []string{end + "_name", "nama_dagri", "nama_kemendagri"}
}

// A list is a small CSV file of codes on its way in.
type list struct {
	report  *Report
	header  []string
	rows    [][]string
	links   []area.Link
	aliases []area.Alias
	ends    map[area.Code]area.Code // where the links lead
}

func newList(name string, system area.System, vintage string, now time.Time) *list {
	return &list{ends: map[area.Code]area.Code{}, report: &Report{Import: poverty.Import{Kind: poverty.KindCrosswalk, Name: name,
		System: string(system), Vintage: vintage, Started: now.UTC().Format(time.RFC3339)}}}
}

func (l *list) refuse(why poverty.Text, args ...any) error {
	return l.report.refuse(why, args...)
}

// run reads the file, lets understand make links and aliases of its rows, and keeps them.
func (l *list) run(ctx context.Context, path string, into Ground, understand func() error) (*Report, error) {
	r := l.report
	r.File = filepath.Base(path)
	if err := l.open(path); err != nil {
		return nil, err
	}
	if err := into.FindImport(ctx, &r.Import); err == nil {
		r.Repeated = true
		return r, nil
	} else if !errors.Is(err, poverty.ErrNotFound) {
		return nil, err
	}
	if err := understand(); err != nil {
		return nil, err
	}
	r.Read = int64(len(l.rows))
	r.Kept = r.Read - r.Aside
	r.Counts.Records = r.Kept
	r.sort()
	if r.Aside > 0 {
		return nil, l.refuse(say.RefusedRows, r.Aside, r.Read, r.Faults[0].Row, r.Faults[0].Message)
	}
	err := into.ImportCrosswalk(ctx, &r.Import, l.links, l.aliases)
	if err = r.cameMeanwhile(ctx, err, into.FindImport); err != nil {
		return nil, err
	}
	return r, nil
}

// maxList is far more than a list of all villages of Indonesia takes.
const maxList = 64 << 20

func (l *list) open(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("ingest: %w", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxList+1))
	if err != nil {
		return fmt.Errorf("ingest: %s: %w", l.report.File, err)
	}
	if len(text) > maxList {
		return l.refuse(say.RefusedLargeList)
	}
	l.report.SHA256 = sha256.Sum256(text)
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	rows := csv.NewReader(bytes.NewReader(text))
	rows.Comma = separator(text)
	if l.rows, err = rows.ReadAll(); err != nil {
		return l.refuse(say.Of(err))
	}
	if len(l.rows) == 0 {
		return l.refuse(say.RefusedEmpty)
	}
	for _, h := range l.rows[0] {
		l.header = append(l.header, strings.ToLower(strings.TrimSpace(h)))
	}
	l.rows = l.rows[1:]
	return nil
}

// separator returns the one that the header has most of: a spreadsheet program
// that writes decimal commas parts cells by semicolons.
func separator(text []byte) rune {
	header, _, _ := bytes.Cut(text, []byte("\n"))
	best := ','
	for _, s := range []rune{';', '\t'} {
		if bytes.Count(header, []byte(string(s))) > bytes.Count(header, []byte(string(best))) {
			best = s
		}
	}
	return best
}

// column returns the place of the first of the names that the header has; -1 and an error if none.
func (l *list) column(names ...string) (int, error) {
	for _, name := range names {
		if i := slices.Index(l.header, name); i >= 0 {
			return i, nil
		}
	}
	return -1, say.Errorf(say.NoColumn, strings.Join(names, " / "), strings.Join(l.header, ", "))
}

func cell(row []string, i int) string {
	if i < 0 {
		return ""
	}
	return strings.TrimSpace(row[i])
}

func (l *list) fault(f poverty.Fault, row int64, column string) {
	f.Row, f.Column = row, column
	if f.Severity == poverty.Aside {
		l.report.Aside++
	}
	l.report.fault(f)
}

func (l *list) link(row int64, set CrosswalkSettings, from, to, oldName, newName string) {
	old, err1 := area.ParseCode(set.System, from)
	now, err2 := area.ParseCode(set.ToSystem, to)
	switch {
	case err1 != nil || err2 != nil:
		l.fault(linkBadCode, row, "")
		return
	case old.Level(set.System) != now.Level(set.ToSystem):
		l.fault(linkLevels, row, "")
		return
	case cmp.Or(l.ends[old], now) != now:
		l.fault(linkDivided, row, "")
	}
	l.ends[old] = now
	l.links = append(l.links, area.Link{FromSystem: set.System, FromVintage: set.From, From: old,
		ToSystem: set.ToSystem, ToVintage: set.To, To: now})
	if area.Fold(oldName) != area.Fold(newName) {
		l.alias(set.ToSystem, now, oldName)
	}
}

func (l *list) names(row int64, system area.System, cells []string, code int, names []int) {
	c, err := area.ParseCode(system, cell(cells, code))
	if err != nil {
		l.fault(aliasBadCode, row, l.header[code])
		return
	}
	seen := map[string]bool{}
	for _, i := range names {
		if name := area.Fold(cell(cells, i)); !seen[name] {
			seen[name] = true
			l.alias(system, c, name)
		}
	}
}

func (l *list) alias(system area.System, code area.Code, name string) {
	if name = area.Fold(name); name != "" {
		l.aliases = append(l.aliases, area.Alias{System: system, Code: code, Name: name})
	}
}
