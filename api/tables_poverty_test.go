package api

import (
	"net/http"
	"strings"
	"testing"

	"tepat/geo/reach"
	"tepat/geo/target"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// The page of poverty says what the API says, in both languages, and leads back.
func TestTableOfPoverty(t *testing.T) {
	s := plain(t)
	var want reach.Poverty
	get(t, s, "/v1/releases/7/poverty").json(t, &want)
	for lang, words := range map[string][]string{
		"id": {`<html lang="id">`, want.Sentence.ID, "33,4%", "0,334", "konsumsi tidak diketahui", "rumah dengan 2 dari 6", "Dinding darurat", "15,0%"},
		"en": {`<html lang="en">`, want.Sentence.EN, "33.4%", "0.334", "consumption is known of nobody", "lack 2 of 6 things", "Makeshift walls", "15.0%"},
	} {
		a := get(t, s, "/tables/7/poverty?about=pkh&within=64.02.01&lang="+lang)
		page := string(a.body)
		for _, word := range words {
			if a.Code != http.StatusOK || !strings.Contains(page, word) {
				t.Errorf("%s: %d, %q is not there", lang, a.Code, word)
			}
		}
		if rows := lines(page); len(rows) != 1+len(want.Districts) || rows[2][2] != map[string]string{"id": "0,334", "en": "0.334"}[lang] {
			t.Errorf("%s: %q", lang, rows)
		}
		if !strings.Contains(page, `href="/tables/7?about=pkh&amp;lang=`+lang+`&amp;level=village&amp;within=64.02.01"`) {
			t.Errorf("%s: the way back to the table is lost", lang)
		}
		if strings.Contains(page, "<script") || strings.Contains(page, "style=") {
			t.Error("the page has scripts or inline styles, which its policy forbids")
		}
	}
	if table := string(get(t, s, "/tables/7?about=pkh&lang=en").body); !strings.Contains(table, "/tables/7/poverty?about=pkh&amp;lang=en") {
		t.Error("no table leads to it")
	}
	for target, want := range map[string]int{"/tables/7/poverty?lang=fr": http.StatusOK, "/tables/9/poverty": http.StatusNotFound} {
		if a := get(t, s, target); a.Code != want {
			t.Errorf("%s: %d, want %d", target, a.Code, want)
		}
	}
}

// What rests on bounds has ≈ before it; what is missing has not.
func TestTablesSayAbout(t *testing.T) {
	x := 0.25
	blank := &tablePage{printer: message.NewPrinter(language.English)}
	if n, s, none := blank.Number(target.About, &x), blank.Part(target.About, &x), blank.Part(target.About, nil); n != "≈ 0.25" || s != "≈ 25.0%" || none != "–" {
		t.Errorf("%q, %q and %q", n, s, none)
	}
}
