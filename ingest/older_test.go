package ingest_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"tepat/geo/poverty"
	"tepat/ingest"
)

// TestAnOlderFileLeavesNewerRecords: families have moved to another village,
// whose edition is of September; the file of where they were is of June.
func TestAnOlderFileLeavesNewerRecords(t *testing.T) {
	const a, b = "64.02.06.1001", "64.02.06.1002"
	w := newWorld(t)
	w.households(w.file(dtsen, line(1, b, 3, "", ""), line(2, b, 4, "117.051000", "-0.451000"), line(9, b, 4, "", "")), poverty.DTSEN, w.settings(september))
	held := func() []string {
		return w.ask(`
			select 'now ' || (to_jsonb(h) || jsonb_build_object('geom', st_asewkt(geom)))::text from register.household h where village = 12
			union all select 'past ' || p::text from register.household_past p
			union all select 'corrected ' || c::text from register.household_corrected c
			order by 1`)
	}
	newer, before := held(), w.ask(standing)

	set := w.settings(june)
	set.AsideLimit = ingest.DefaultAsideLimit
	file := w.file(dtsen, line(1, a, 1, "", ""), line(2, a, 1, "116.951000", "-0.451000"), line(3, a, 5, "", ""))
	r := w.households(file, poverty.DTSEN, set)
	if now := held(); !slices.Equal(now, newer) {
		t.Errorf("the newer records are not as they were:\n%s", difference(now, newer))
	}
	if r.Read != 3 || r.Kept != 1 || r.Aside != 2 || r.Counts.New != 1 || r.Counts.Changed != 0 || !has(r, "D03", poverty.Aside, 2) {
		t.Errorf("%+v %+v", r.Import, r.Counts)
	}
	var rows []int64
	for _, f := range r.Faults {
		if f.Rule == "D03" && strings.Contains(f.Message.EN, "the register knows newer") {
			rows = append(rows, f.Row)
		}
	}
	if !slices.Equal(rows, []int64{2, 3}) {
		t.Errorf("rows %v are told, want 2 and 3", rows)
	}
	faults, err := w.store.Faults(t.Context(), r.ID)
	var aside bytes.Buffer
	if e := ingest.WriteAside(&aside, w.keys, &ingest.Report{Import: r.Import, Faults: faults}); err != nil || e != nil || !strings.Contains(aside.String(), nik(2)) {
		t.Errorf("the row cannot be read again: %v, %v", err, e)
	}

	// What the next edition of B is compared with has not forgotten them.
	december := september.AddDate(0, 3, 0)
	next := w.households(w.file(dtsen, line(1, b, 3, "", ""), line(2, b, 5, "117.051000", "-0.451000"), line(9, b, 4, "", "")), poverty.DTSEN, w.settings(december))
	if c := next.Counts; c.Unchanged != 2 || c.Changed != 1 || c.New != 0 || c.Closed != 0 {
		t.Errorf("the next edition: %+v", c)
	}
	w.withdraw(next.ID)
	w.withdraw(r.ID)
	if now := w.ask(standing); !slices.Equal(now, before) {
		t.Errorf("withdrawn, it is not what was before:\n%s", difference(now, before))
	}

	// Of the same day or later, the file that comes last counts.
	if r := w.households(file, poverty.DTSEN, w.settings(september)); r.Counts.Changed != 2 || has(r, "D03", poverty.Aside, 2) {
		t.Errorf("of the same day: %+v", r.Counts)
	}
}

// TestAnOlderEditionIsNamed, with its date and a village.
func TestAnOlderEditionIsNamed(t *testing.T) {
	w := newWorld(t)
	w.households(w.file(dtsen, line(1, "64.02.06.1001", 3, "", "")), poverty.DTSEN, w.settings(september))
	w.households(w.file(dtsen, line(2, "64.02.06.1002", 3, "", "")), poverty.DTSEN, w.settings(september.AddDate(0, 3, 0)))
	file := w.file(dtsen, line(1, "64.02.06.1001", 2, "", ""), line(2, "64.02.06.1002", 2, "", ""))
	_, err := ingest.Households(t.Context(), file, poverty.DTSEN, w.settings(june), w.store, w.places, w.keys)
	var refused *ingest.RefusedError
	if !errors.As(err, &refused) || !strings.Contains(err.Error(), "64.02.06.1002 has that of 2024-12-30") {
		t.Errorf("%v", err)
	}
}

// TestPointsThatAreNoneAreListed: half of one, and links, are not as if nothing
// were written.
func TestPointsThatAreNoneAreListed(t *testing.T) {
	const a = "64.02.06.1001"
	w := newWorld(t)
	r := w.households(w.file(dtsen, line(1, a, 1, "116.951000", ""), line(2, a, 1, "", "https://maps.app.goo.gl/x1"),
		line(3, a, 1, "", "POINT(116.951000 -0.451000)"), line(4, a, 1, "", "")), poverty.DTSEN, w.settings(june))
	if !has(r, "C16", poverty.Warning, 1) || !has(r, "C17", poverty.Warning, 2) || !has(r, "C12", poverty.Read, 1) || len(r.Faults) != 3 {
		t.Errorf("rules %+v, faults %+v", r.Counts.Rules, r.Faults)
	}
}
