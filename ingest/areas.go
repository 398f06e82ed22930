package ingest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"maps"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"tepat/geo/area"
	"tepat/geo/poverty"
	"tepat/ingest/boundary"
	"tepat/ingest/say"
)

// A Ground keeps areas, their other names and their other codes.
type Ground interface {
	// FindImport fills about, if the same file came in under the same
	// settings; else it returns [poverty.ErrNotFound].
	FindImport(ctx context.Context, about *poverty.Import) error
	// FindAreas is FindImport for a file of areas: it is found only while all
	// its areas are as it brought them. Where others have replaced some,
	// about.Settings is made to differ from what they were.
	FindAreas(ctx context.Context, about *poverty.Import) error
	// ImportAreas keeps areas, all or nothing, with their shapes transformed
	// from crs, which it asks for after the last one, and repaired; an area
	// without a shape only names a district or regency that is made of its
	// villages. judge sees what was measured. The errors of areas and judge
	// come back as they are, and with them nothing is kept.
	ImportAreas(ctx context.Context, about *poverty.Import, areas iter.Seq2[area.Area, error], crs func() string, judge func(area.Survey) error) error
	// ImportCrosswalk keeps links and aliases, all or nothing.
	ImportCrosswalk(ctx context.Context, about *poverty.Import, links []area.Link, aliases []area.Alias) error
}

// AreaSettings say how to read a file of areas.
type AreaSettings struct {
	Level      area.Level
	System     area.System
	Vintage    string
	CodeField  string         // "" is found by its name
	NameField  string         // "" is found by its name
	Layer      string         // of a GeoPackage or an archive with several
	CRS        string         // e.g. EPSG:32750, in place of what the file says
	Known      *area.Codebook // what the register holds already, by which the code system is judged; nil nothing
	AsideLimit float64        // share of features, 0 to 1, that may have no code or polygon; see [DefaultAsideLimit]
	Now        time.Time      // when the import starts
}

// areaRules are what may be wrong with a feature. A feature of the first two
// is set aside, as lakes are; any other refuses the file.
var (
	areaNoCode    = fault("G01", poverty.Aside, say.AreaNoCode)
	areaNoPolygon = fault("G02", poverty.Aside, say.AreaNoPolygon)
	areaBadCode   = fault("G03", poverty.Aside, say.AreaBadCode)
	areaBadLevel  = fault("G04", poverty.Aside, say.AreaBadLevel)
	areaTwice     = fault("G05", poverty.Aside, say.AreaTwice)
	areaNoName    = fault("G06", poverty.Aside, say.AreaNoName)
	areaLongName  = fault("G08", poverty.Aside, say.AreaLongName)
	areaNoDegrees = fault("G07", poverty.Aside, say.AreaNoDegrees)
)

// What is reported of areas that are kept.
const (
	areaMeasured = "G10"
	areaRepaired = "G11"
	areaOverlap  = "G12"
	areaGap      = "G13"
	areaDerived  = "G14"
	areaSnapped  = "G15"
	areaOnOlder  = "G16"
	areaStale    = "G17"
)

func fault(rule, severity string, message poverty.Text) poverty.Fault {
	return poverty.Fault{Rule: rule, Severity: severity, Message: message}
}

// Areas brings in a file of boundaries: GeoJSON, zipped Shapefile, GeoPackage.
//
// It returns a [*RefusedError], with the report, where codes contradict the
// declared system, are of another level or stand twice, and where the shapes
// do not lie in Indonesia. Districts and regencies that no file has brought
// are made as the union of their villages. Shapes that had to be repaired,
// overlaps and gaps are in the report, measured.
func Areas(ctx context.Context, path string, set AreaSettings, into Ground) (*Report, error) {
	a := areas{set: set, rows: map[area.Code]int64{}, above: map[area.Code]string{}, report: &Report{Import: poverty.Import{
		Kind: poverty.KindAreas, Name: string(set.Level), System: string(set.System), Vintage: set.Vintage,
		Started: set.Now.UTC().Format(time.RFC3339),
	}}}
	if err := a.open(path); err != nil {
		return nil, err
	}
	defer a.file.Close()
	r := a.report
	if err := into.FindAreas(ctx, &r.Import); err == nil {
		r.Repeated = true
		return r, nil
	} else if !errors.Is(err, poverty.ErrNotFound) {
		return nil, err
	}
	err := into.ImportAreas(ctx, &r.Import, a.read, func() string { return string(a.file.CRS) }, a.judge)
	err = r.cameMeanwhile(ctx, err, into.FindAreas)
	r.sort()
	if errors.Is(err, area.ErrCRS) {
		err = a.refuse(say.RefusedCRS, fmt.Sprintf("%.60q", string(a.file.CRS)))
	}
	if errors.Is(err, area.ErrTangled) {
		err = a.refuse(say.RefusedTangled)
	}
	if err != nil {
		return nil, err
	}
	return r, nil
}

// areas is one file of boundaries on its way in.
type areas struct {
	set     AreaSettings
	file    *boundary.File
	columns boundary.Columns
	report  *Report

	mentions []area.Mention // codes and names as they stand in the file
	rows     map[area.Code]int64
	above    map[area.Code]string // names of districts and regencies that the features lie in
	bad      int64                // features that refuse the file
}

func (a *areas) open(path string) (err error) {
	a.file, err = boundary.Open(path, boundary.Options{Layer: a.set.Layer, CRS: boundary.CRS(a.set.CRS)})
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		return err
	}
	a.report.File = filepath.Base(path)
	if err != nil && strings.EqualFold(filepath.Ext(path), ".csv") {
		return a.refuse(say.RefusedTable, err)
	} else if err != nil {
		return a.refuse(say.Of(err))
	}
	a.report.File, a.report.SHA256 = a.file.Name, a.file.SHA256
	a.report.Settings = fmt.Sprintf("level=%s codes=%s:%s fields=%q,%q layer=%q crs=%q", a.set.Level,
		a.set.System, a.set.Vintage, a.set.CodeField, a.set.NameField, a.set.Layer, a.set.CRS)
	if a.columns, err = a.file.Columns(a.set.System, a.set.Level, a.set.CodeField, a.set.NameField); err != nil {
		return errors.Join(a.refuse(say.Of(err)), a.file.Close())
	}
	return nil
}

func (a *areas) refuse(why poverty.Text, args ...any) error {
	return a.report.refuse(why, args...)
}

// read yields the areas of the file, then the names of those above them, or
// the error that refuses the file. It reads on after a feature at fault, so
// that the report has them all.
func (a *areas) read(yield func(area.Area, error) bool) {
	for f, err := range a.file.Features(a.columns) {
		if err != nil {
			yield(area.Area{}, a.refuse(say.Of(err)))
			return
		}
		kept, wrong := a.area(f)
		if wrong.Rule != "" {
			wrong.Row, wrong.Column = f.Row, a.columns.Code
			a.report.fault(wrong)
		} else if a.bad == 0 && !yield(kept, nil) {
			return
		}
	}
	if err := a.check(); err != nil {
		yield(area.Area{}, err)
		return
	}
	for _, code := range slices.Sorted(maps.Keys(a.above)) {
		named := area.Area{System: a.set.System, Vintage: a.set.Vintage, Level: code.Level(a.set.System),
			Code: code, Name: a.above[code], Parent: code.Parent(a.set.System)}
		if !yield(named, nil) {
			return
		}
	}
}

// area makes an area of a feature, or says what is wrong with it.
func (a *areas) area(f boundary.Feature) (kept area.Area, wrong poverty.Fault) {
	a.report.Read++
	if f.Code == "" || f.Shape == nil {
		a.report.Aside++
		if f.Code == "" {
			return kept, areaNoCode
		}
		return kept, areaNoPolygon
	}
	a.mentions = append(a.mentions, area.Mention{Code: f.Code, Name: f.Name, District: f.District, Regency: f.Regency})
	code, err := area.ParseCode(a.set.System, f.Code)
	_, twice := a.rows[code]
	switch {
	case err != nil:
		wrong = areaBadCode
	case code.Level(a.set.System) != a.set.Level:
		wrong = areaBadLevel
	case twice:
		wrong = areaTwice
	case f.Name == "":
		wrong = areaNoName
	case utf8.RuneCountInString(f.Name) > 200:
		wrong = areaLongName
	case a.file.CRS == boundary.WGS84 && !inDegrees(f):
		wrong = areaNoDegrees
	}
	if wrong.Rule != "" {
		a.report.Aside++
		a.bad++
		return kept, wrong
	}
	a.report.Kept++
	a.rows[code] = f.Row
	a.nameAbove(code, f)
	return area.Area{System: a.set.System, Vintage: a.set.Vintage, Level: a.set.Level,
		Code: code, Name: f.Name, Parent: code.Parent(a.set.System), Shape: f.Shape}, wrong
}

// nameAbove remembers what the file calls the areas that a feature lies in.
func (a *areas) nameAbove(code area.Code, f boundary.Feature) {
	if a.set.Level == area.Village && f.District != "" {
		a.above[code.Parent(a.set.System)] = f.District
	}
	if a.set.Level != area.Regency && f.Regency != "" {
		a.above[code.Regency(a.set.System)] = f.Regency
	}
}

func inDegrees(f boundary.Feature) bool {
	b := f.Shape.Bound()
	return b.Min.Lon() >= -180 && b.Max.Lon() <= 180 && b.Min.Lat() >= -90 && b.Max.Lat() <= 90
}

// check judges the file as a whole, after its last feature.
func (a *areas) check() error {
	err := cmp.Or(a.set.Known.CheckSystem(a.set.System, a.mentions), a.set.Known.CheckVintage(a.set.System, a.set.Vintage, a.mentions))
	r := a.report
	switch {
	case err != nil:
		return a.refuse(misdeclared(err))
	case a.bad > 0:
		i := slices.IndexFunc(r.Faults, func(f poverty.Fault) bool { return f.Rule > areaNoPolygon.Rule })
		return a.refuse(say.RefusedFeatures,
			a.bad, r.Read, say.Levels[string(a.set.Level)], a.set.System, r.Faults[i].Row, r.Faults[i].Message)
	case float64(r.Aside) > a.set.AsideLimit*float64(r.Read):
		return a.refuse(say.RefusedShapeless, r.Aside, r.Read, r.Faults[0].Row, r.Faults[0].Message)
	case a.file.CRS == "":
		return a.refuse(say.RefusedNoCRS)
	}
	r.Counts.Records = r.Kept
	a.stale(a.set.Known.Stale(a.set.System, a.set.Vintage, a.mentions))
	return nil
}

// stale reports codes that had changed by the declared year.
func (a *areas) stale(list []area.Link) {
	const told = 5
	var first []poverty.Text
	for _, l := range list[:min(told, len(list))] {
		first = append(first, say.Fill(say.AreaNewer, l.From, l.To, l.ToVintage))
	}
	if n := len(list) - told; n > 0 {
		first = append(first, say.Fill(say.MoreOverlaps, n))
	}
	if len(list) > 0 {
		a.report.count(areaStale, poverty.Warning, say.Fill(say.AreaStale, say.Join(first, "; ")), 0)
	}
	for _, l := range list {
		a.warn(areaStale, l.From, say.AreaNewer, l.From, l.To, l.ToVintage)
	}
}

// judge reports what was measured, and refuses what cannot be right.
func (a *areas) judge(s area.Survey) error {
	if n := len(s.Lost); n > 0 {
		return a.refuse(say.RefusedNoExtent, n, s.Lost[0])
	}
	if n := len(s.Outside); n > 0 {
		return a.refuse(say.RefusedOutside, n, s.Outside[0], fmt.Sprintf("%.40q", string(a.file.CRS)))
	}
	older, others := a.onOthers(s.Overlaps)
	if there := ground(others); there > s.KM2/2 {
		return a.refuse(say.RefusedOnOthers, extent(there), extent(s.KM2), between(others[0]))
	}
	r := a.report
	if there := ground(older); there > s.KM2/2 {
		r.count(areaOnOlder, poverty.Warning, say.Fill(say.AreaOnOlder, extent(there), extent(s.KM2), between(older[0])), int64(len(older)))
	}
	r.count(areaMeasured, poverty.Read, say.Fill(say.AreaMeasured, say.Decimal("%.1f km²", s.KM2)), int64(s.Areas))
	if n := len(s.Derived); n > 0 {
		r.count(areaDerived, poverty.Read, say.AreaDerived, int64(n))
	}
	if s.Snapped {
		r.count(areaSnapped, poverty.Warning, say.AreaSnapped, 0)
	}
	a.repaired(s.Repaired)
	a.overlaps(s.Overlaps)
	a.gaps(s.Gaps)
	r.sort()
	return nil
}

func (a *areas) repaired(list []area.Repair) {
	if len(list) == 0 {
		return
	}
	total := 0.0
	for _, v := range list {
		total += math.Abs(v.After - v.Before)
	}
	a.report.count(areaRepaired, poverty.Warning, say.Fill(say.AreaRepaired, extent(total)), 0)
	for _, v := range list {
		a.warn(areaRepaired, v.Code, say.AreaRepair,
			v.Code, extent(v.After), extent(math.Abs(v.After-v.Before)))
	}
}

func (a *areas) overlaps(list []area.Overlap) {
	if len(list) == 0 {
		return
	}
	const told = 5
	var largest []poverty.Text
	for _, v := range list[:min(told, len(list))] { // the largest first
		largest = append(largest, between(v))
	}
	if n := len(list) - told; n > 0 {
		largest = append(largest, say.Fill(say.MoreOverlaps, n))
	}
	a.report.count(areaOverlap, poverty.Warning, say.Fill(say.AreaOverlaps, extent(ground(list)), say.Join(largest, "; ")), 0)
	for _, v := range list {
		at := cmp.Or(a.rows[v.A], a.rows[v.B])
		a.warnAt(areaOverlap, at, say.AreaOverlap, between(v), v.A)
	}
}

// onOthers returns the overlaps with areas that are not in the file: with older
// ones, which cannot be withdrawn, and with others. Neighbours share slivers, not
// themselves.
func (a *areas) onOthers(list []area.Overlap) (older, others []area.Overlap) {
	for _, v := range list {
		_, here := a.rows[v.A]
		_, there := a.rows[v.B]
		switch {
		case here == there:
		case v.Stays:
			older = append(older, v)
		default:
			others = append(others, v)
		}
	}
	return older, others
}

// ground returns the extent of overlaps together, in km².
func ground(list []area.Overlap) (km2 float64) {
	for _, v := range list {
		km2 += v.KM2
	}
	return km2
}

// between names two areas that overlap, and by how much.
func between(v area.Overlap) poverty.Text {
	return say.Fill(say.AreaBetween, v.A, v.NameA, v.B, v.NameB, extent(v.KM2))
}

func (a *areas) gaps(list []area.Gap) {
	if len(list) == 0 {
		return
	}
	total := 0.0
	for _, v := range list {
		total += v.KM2
	}
	a.report.count(areaGap, poverty.Warning, say.Fill(say.AreaGaps, extent(total)), 0)
	for _, v := range list {
		a.warn(areaGap, v.Near, say.AreaGap, extent(v.KM2), v.Near)
	}
}

// warn reports what was found at an area.
func (a *areas) warn(rule string, code area.Code, message poverty.Text, args ...any) {
	a.warnAt(rule, a.rows[code], message, args...)
}

func (a *areas) warnAt(rule string, row int64, message poverty.Text, args ...any) {
	f := fault(rule, poverty.Warning, say.Fill(message, args...))
	f.Row, f.Column = row, a.columns.Code
	a.report.fault(f)
}

// extent writes an area in the unit in which it can be read.
func extent(km2 float64) poverty.Text {
	if km2 < 0.01 {
		return say.Decimal("%.0f m²", km2*1e6)
	}
	return say.Decimal("%.3f km²", km2)
}
