package ingest_test

import (
	"errors"
	"strings"
	"testing"

	"tepat/geo/poverty"
	"tepat/ingest"
)

// refusal returns why a list is refused; "" where it is not.
func (w *world) refusal(path, programme string, set ingest.Settings) string {
	w.t.Helper()
	_, err := ingest.Recipients(w.t.Context(), path, programme, set, w.store, w.places, w.keys)
	var refused *ingest.RefusedError
	if errors.As(err, &refused) {
		return refused.Reason.EN
	} else if err != nil {
		w.t.Fatal(err)
	}
	return ""
}

// TestAListUnderAnotherName: the list of one programme is not that of another,
// as the same file or as the same lines in another one, unless it is meant so.
func TestAListUnderAnotherName(t *testing.T) {
	w := newWorld(t)
	lines, turned := []string{"nik,nama,desa"}, []string{"nama;nik"}
	for i := range 30 {
		lines = append(lines, nik(i)+",Ibu Contoh,Loa Tebu")
		turned = append(turned, "Ibu Contoh;"+nik(29-i))
	}
	list, other := w.file(lines...), w.file(turned...)
	w.recipients(list, "pkh", june)
	for _, path := range []string{list, other} {
		if why := w.refusal(path, "sembako", w.settings(june)); !strings.Contains(why, "as pkh: import 1 of 2024-06-30") || !strings.Contains(why, "--same-content") {
			t.Errorf("refused for %q", why)
		}
	}
	// A correction of its own list is no other.
	if why := w.refusal(other, "pkh", w.settings(june)); why != "" {
		t.Errorf("its own again: %s", why)
	}
	// Fewer may well be the same.
	if why := w.refusal(w.file(turned[:len(turned)-1]...), "sembako", w.settings(june)); why != "" {
		t.Errorf("another list: %s", why)
	}
	meant := w.settings(june)
	meant.SameContent = true
	if why := w.refusal(list, "uep", meant); why != "" {
		t.Errorf("meant so: %s", why)
	}
	// One file may say of two programmes who receives them.
	both := []string{"nik;penerima_pip;penerima_blt_dd"}
	for i := range 30 {
		both = append(both, nik(i+100)+";ya;ya")
	}
	file := w.file(both...)
	for _, p := range []string{"pip", "blt_dd"} {
		if why := w.refusal(file, p, w.settings(june)); why != "" {
			t.Errorf("%s by its own column: %s", p, why)
		}
	}
	// Nor is a register that of another.
	register := w.file(dtsen, line(1, "64.02.06.1001", 1, "", ""))
	w.households(register, poverty.DTSEN, w.settings(june))
	_, err := ingest.Households(t.Context(), register, poverty.DTKS, w.settings(june), w.store, w.places, w.keys)
	if err == nil || !strings.Contains(err.Error(), "as dtsen") {
		t.Errorf("a register as another: %v", err)
	}
}

// TestAnOlderListIsRefused: it would not count.
func TestAnOlderListIsRefused(t *testing.T) {
	w := newWorld(t)
	newer := w.recipients(w.file("nik", nik(1)), "pkh", september)
	older := w.file("nik", nik(2))
	if why := w.refusal(older, "pkh", w.settings(june)); !strings.Contains(why, "of 2024-09-30 (import 1)") || !strings.Contains(why, "withdraw 1") {
		t.Errorf("refused for %q", why)
	}
	if why := w.refusal(older, "sembako", w.settings(june)); why != "" {
		t.Errorf("of another programme: %s", why)
	}
	w.withdraw(newer.ID)
	meant := w.settings(june)
	meant.SameContent = true
	if why := w.refusal(older, "pkh", meant); why != "" {
		t.Errorf("after the newer is withdrawn: %s", why)
	}
}

// TestCodesWithoutASystemAreNoFaultOfTheRows.
func TestCodesWithoutASystemAreNoFaultOfTheRows(t *testing.T) {
	w := newWorld(t)
	set := w.settings(june)
	set.System = ""
	for _, file := range []string{w.file("nik,kode_desa", nik(1)+",6402061001"), w.file("nik,desa", nik(1)+",64.02.06.1001")} {
		if _, err := ingest.Recipients(t.Context(), file, "pkh", set, w.store, w.places, w.keys); !errors.Is(err, ingest.ErrNoSystem) {
			t.Errorf("a list: %v", err)
		}
		if _, err := ingest.Households(t.Context(), file, poverty.DTSEN, set, w.store, w.places, w.keys); !errors.Is(err, ingest.ErrNoSystem) {
			t.Errorf("a register: %v", err)
		}
	}
	if why := w.refusal(w.file("nik,desa,kecamatan", nik(1)+",Loa Tebu,Tenggarong"), "pkh", set); why != "" {
		t.Errorf("names alone: %s", why)
	}
}

// TestAnOlderFileOpensNothing: a newer edition of its village has closed a family,
// and the older file of another village still has it.
func TestAnOlderFileOpensNothing(t *testing.T) {
	const a, b, c = "64.02.06.1001", "64.02.06.1002", "64.02.06.2003"
	w := newWorld(t)
	w.households(w.file(dtsen, line(1, a, 1, "", ""), line(2, a, 1, "", ""), line(3, a, 1, "", "")), poverty.DTSEN, w.settings(june))
	december := september.AddDate(0, 3, 0)
	w.households(w.file(dtsen, line(1, a, 1, "", "")), poverty.DTSEN, w.settings(december))
	before := w.ask(standing)

	set := w.settings(september)
	set.AsideLimit = ingest.DefaultAsideLimit
	file := w.file(dtsen, line(2, b, 3, "", ""), line(4, b, 3, "", ""))
	r := w.households(file, poverty.DTSEN, set)
	if r.Kept != 1 || r.Aside != 1 || r.Counts.New != 1 || !has(r, "D03", poverty.Aside, 1) {
		t.Errorf("%+v, rules %+v", r.Import, r.Counts.Rules)
	}
	w.withdraw(r.ID)
	if now := w.ask(standing); strings.Join(now, "|") != strings.Join(before, "|") {
		t.Errorf("withdrawn, it is not what was before:\n%s", difference(now, before))
	}
	// A family that is back by a newer edition stays where that has it.
	w.households(w.file(dtsen, line(3, c, 5, "", "")), poverty.DTSEN, w.settings(december))
	if r := w.households(w.file(dtsen, line(3, b, 3, "", "")), poverty.DTSEN, w.settings(september)); r.Kept != 0 || !has(r, "D03", poverty.Aside, 1) {
		t.Errorf("back elsewhere: %+v", r.Import)
	}
}
