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
	areaNoCode    = fault("G01", poverty.Aside, "the feature has no code")
	areaNoPolygon = fault("G02", poverty.Aside, "the feature has no polygon")
	areaBadCode   = fault("G03", poverty.Aside, "the code is no code of the declared system")
	areaBadLevel  = fault("G04", poverty.Aside, "the code is of another level than declared")
	areaTwice     = fault("G05", poverty.Aside, "the code stands in an earlier feature: make one of the two")
	areaNoName    = fault("G06", poverty.Aside, "the feature has no name")
	areaLongName  = fault("G08", poverty.Aside, "the name is longer than 200 letters: look at --name-field")
	areaNoDegrees = fault("G07", poverty.Aside, "the coordinates are no degrees, longitude first: they may be exchanged, or the coordinate system may be another")
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
)

func fault(rule, severity, message string) poverty.Fault {
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
		err = a.refuse("its coordinate system %.60q cannot be used: say which it is with --crs, e.g. EPSG:32750", string(a.file.CRS))
	}
	if errors.Is(err, area.ErrTangled) {
		err = a.refuse("its borders, or they and those of areas that came before, cross in a way that can be neither measured nor united, " +
			"not on a grid of a tenth of a millimetre either: mend them in a GIS (QGIS: fix geometries, then snap geometries to the areas beside them), and import it again")
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
		return a.refuse("%v; tables of codes come in with tepat import crosswalk, of names with tepat import names", err)
	} else if err != nil {
		return a.refuse("%v", err)
	}
	a.report.File, a.report.SHA256 = a.file.Name, a.file.SHA256
	a.report.Settings = fmt.Sprintf("level=%s codes=%s:%s fields=%q,%q layer=%q crs=%q", a.set.Level,
		a.set.System, a.set.Vintage, a.set.CodeField, a.set.NameField, a.set.Layer, a.set.CRS)
	if a.columns, err = a.file.Columns(a.set.System, a.set.Level, a.set.CodeField, a.set.NameField); err != nil {
		return errors.Join(a.refuse("%v", err), a.file.Close())
	}
	return nil
}

func (a *areas) refuse(format string, args ...any) error {
	return a.report.refuse(format, args...)
}

// read yields the areas of the file, then the names of those above them, or
// the error that refuses the file. It reads on after a feature at fault, so
// that the report has them all.
func (a *areas) read(yield func(area.Area, error) bool) {
	for f, err := range a.file.Features(a.columns) {
		if err != nil {
			yield(area.Area{}, a.refuse("%v", err))
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
		return a.refuse("%s", misdeclared(err))
	case a.bad > 0:
		i := slices.IndexFunc(r.Faults, func(f poverty.Fault) bool { return f.Rule > areaNoPolygon.Rule })
		return a.refuse("%d of %d features cannot be a %s of %s, the first is feature %d: %s",
			a.bad, r.Read, a.set.Level, a.set.System, r.Faults[i].Row, r.Faults[i].Message)
	case float64(r.Aside) > a.set.AsideLimit*float64(r.Read):
		return a.refuse("%d of %d features have no code or no polygon, the first is feature %d: %s", r.Aside, r.Read, r.Faults[0].Row, r.Faults[0].Message)
	case a.file.CRS == "":
		return a.refuse("it does not say its coordinate system: say which it is with --crs, e.g. EPSG:4326")
	}
	r.Counts.Records = r.Kept
	return nil
}

// judge reports what was measured, and refuses what cannot be right.
func (a *areas) judge(s area.Survey) error {
	if n := len(s.Lost); n > 0 {
		return a.refuse("%d areas, %s first, have no extent", n, s.Lost[0])
	}
	if n := len(s.Outside); n > 0 {
		return a.refuse("%d areas, %s first, lie outside Indonesia: the coordinate system must be another than %.40q, or x and y are exchanged",
			n, s.Outside[0], string(a.file.CRS))
	}
	older, others := a.onOthers(s.Overlaps)
	if there := ground(others); there > s.KM2/2 {
		return a.refuse("%s of its %s lie on areas of other codes that came before, the most of them %s: one of the two has wrong codes; "+
			"tepat imports lists what came in, and tepat imports withdraw ID takes it out again", extent(there), extent(s.KM2), between(others[0]))
	}
	r := a.report
	if there := ground(older); there > s.KM2/2 {
		r.count(areaOnOlder, poverty.Warning, fmt.Sprintf("overlaps, %s of the file's %s, with areas of other codes that came in before tepat could withdraw such imports, the largest %s: "+
			"one of the two has wrong codes; if those that were there have, bring all files into a new database", extent(there), extent(s.KM2), between(older[0])), int64(len(older)))
	}
	r.count(areaMeasured, poverty.Read, fmt.Sprintf("areas, %.1f km² together", s.KM2), int64(s.Areas))
	if n := len(s.Derived); n > 0 {
		r.count(areaDerived, poverty.Read, "areas above them made as their union", int64(n))
	}
	if s.Snapped {
		r.count(areaSnapped, poverty.Warning, "borders that nearly coincide: measured and united on a grid of a tenth of a millimetre", 0)
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
	a.report.count(areaRepaired, poverty.Warning, fmt.Sprintf("invalid polygons repaired; the area changed by %s together", extent(total)), 0)
	for _, v := range list {
		a.warn(areaRepaired, v.Code, "%s: an invalid polygon was repaired; its area of %s changed by %s",
			v.Code, extent(v.After), extent(math.Abs(v.After-v.Before)))
	}
}

func (a *areas) overlaps(list []area.Overlap) {
	if len(list) == 0 {
		return
	}
	const told = 5
	var largest []string
	for _, v := range list[:min(told, len(list))] { // the largest first
		largest = append(largest, between(v))
	}
	if n := len(list) - told; n > 0 {
		largest = append(largest, fmt.Sprintf("and %d more (--report FILE.csv lists them)", n))
	}
	a.report.count(areaOverlap, poverty.Warning, fmt.Sprintf("overlaps, %s together; the lower code counts: %s", extent(ground(list)), strings.Join(largest, "; ")), 0)
	for _, v := range list {
		at := cmp.Or(a.rows[v.A], a.rows[v.B])
		a.warnAt(areaOverlap, at, "%s; %s counts", between(v), v.A)
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
func between(v area.Overlap) string {
	return fmt.Sprintf("%s %s and %s %s by %s", v.A, v.NameA, v.B, v.NameB, extent(v.KM2))
}

func (a *areas) gaps(list []area.Gap) {
	if len(list) == 0 {
		return
	}
	total := 0.0
	for _, v := range list {
		total += v.KM2
	}
	a.report.count(areaGap, poverty.Warning, fmt.Sprintf("gaps that no area claims, %s together", extent(total)), 0)
	for _, v := range list {
		a.warn(areaGap, v.Near, "a gap of %s beside %s", extent(v.KM2), v.Near)
	}
}

// warn reports what was found at an area.
func (a *areas) warn(rule string, code area.Code, format string, args ...any) {
	a.warnAt(rule, a.rows[code], format, args...)
}

func (a *areas) warnAt(rule string, row int64, format string, args ...any) {
	f := fault(rule, poverty.Warning, fmt.Sprintf(format, args...))
	f.Row, f.Column = row, a.columns.Code
	a.report.fault(f)
}

// extent writes an area in the unit in which it can be read.
func extent(km2 float64) string {
	if km2 < 0.01 {
		return fmt.Sprintf("%.0f m²", km2*1e6)
	}
	return fmt.Sprintf("%.3f km²", km2)
}
