package api

import (
	"bytes"
	"net/http"

	"tepat/geo/poverty"

	"golang.org/x/text/language"
)

// A trouble is what the page says that cannot be shown.
type trouble struct {
	Lang, Title, Sentence, Detail, Onward string
}

// troubles say what is the matter, by status.
var troubles = map[int]struct{ title, sentence poverty.Text }{
	http.StatusBadRequest: {
		poverty.Text{EN: "This question has no answer", ID: "Pertanyaan ini tidak dapat dijawab"},
		poverty.Text{EN: "A word in the address is not known here, or two of them do not go together.", ID: "Ada kata dalam alamat yang tidak dikenal di sini, atau dua di antaranya tidak cocok."},
	},
	http.StatusNotFound: {
		poverty.Text{EN: "There is no such page", ID: "Halaman ini tidak ada"},
		poverty.Text{EN: "The release may have been replaced by a newer one.", ID: "Rilisnya mungkin sudah diganti dengan yang lebih baru."},
	},
	http.StatusServiceUnavailable: {
		poverty.Text{EN: "Not at the moment", ID: "Belum dapat ditampilkan"},
		poverty.Text{EN: "The figures cannot be read just now. Try again in a moment.", ID: "Angka belum dapat dibaca. Coba lagi sebentar lagi."},
	},
	http.StatusInternalServerError: {
		poverty.Text{EN: "Something went wrong", ID: "Terjadi kesalahan"},
		poverty.Text{EN: "The server could not make this page.", ID: "Server tidak dapat membuat halaman ini."},
	},
	http.StatusMethodNotAllowed: {
		poverty.Text{EN: "That cannot be done here", ID: "Hal itu tidak dapat dilakukan di sini"},
		poverty.Text{EN: "These pages can only be read.", ID: "Halaman ini hanya dapat dibaca."},
	},
}

// troubled makes the page that says in the reader's language what is the
// matter, and where to go on.
func troubled(r *http.Request, p problem) []byte {
	lang := languageOf(r)
	said := troubles[p.Status]
	t := trouble{
		Lang: lang, Title: in(lang, said.title), Sentence: in(lang, said.sentence),
		Onward: in(lang, poverty.Text{EN: "To the tables of the latest release", ID: "Ke tabel rilis terbaru"}),
	}
	if p.Text != nil {
		t.Detail = in(lang, *p.Text)
	}
	var page bytes.Buffer
	if err := troublePage.Execute(&page, t); err != nil {
		panic(err) // it is filled with texts
	}
	return page.Bytes()
}

var spokenHere = language.NewMatcher([]language.Tag{language.Indonesian, language.English})

// languageOf returns the language of a page: that of the address, else the
// browser's where it is one of ours, else Indonesian.
func languageOf(r *http.Request) string {
	if lang := r.URL.Query().Get("lang"); lang == "id" || lang == "en" {
		return lang
	}
	if _, i := language.MatchStrings(spokenHere, r.Header.Get("Accept-Language")); i == 1 {
		return "en"
	}
	return "id"
}
