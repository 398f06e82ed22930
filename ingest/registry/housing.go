package registry

import (
	"strconv"
	"strings"

	"tepat/geo/poverty"
)

// firstQuestion is the column of [poverty.Floor]; the others follow in their order.
const firstQuestion = Floor

// A phrase is an answer in words: all of its words stand in the cell.
type phrase struct {
	words  string
	answer int
}

// phrases are the answers in words, as P3KE and its sources (PK-2021, Susenas,
// DTKS) write them, in the order in which they are tried: what is said of
// something comes before the thing.
var phrases = [...][]phrase{
	poverty.Floor: {
		{"tanah", 8}, {"bambu", 7}, {"semen", 6}, {"bata", 6}, {"kayu", 5}, {"papan", 5}, {"ulin", 5}, {"parket", 3}, {"vinil", 3}, {"karpet", 3},
		{"keramik", 2}, {"marmer", 1}, {"granit", 1}, {"ubin", 4}, {"tegel", 4}, {"teraso", 4}, {"lain", 9},
	},
	poverty.Wall: {
		{"plester anyam", 2}, {"anyam", 4}, {"batang", 5}, {"tembok", 1}, {"kayu", 3}, {"papan", 3}, {"gypsum", 3}, {"grc", 3}, {"calciboard", 3},
		{"bambu", 6}, {"lain", 7}, {"seng", 7}, {"rumbia", 7}, {"kardus", 7}, {"terpal", 7},
	},
	poverty.Roof: {
		{"beton", 1}, {"genteng", 2}, {"seng", 3}, {"asbes", 4}, {"sirap", 5}, {"kayu", 5}, {"bambu", 6}, {"daun", 7}, {"rumbia", 7}, {"jerami", 7},
		{"ijuk", 7}, {"nipah", 7}, {"lain", 8},
	},
	poverty.Water: {
		{"mata air tidak", 8}, {"mata air tak", 8}, {"mata air", 7}, {"sumur tidak", 6}, {"sumur tak", 6}, {"isi ulang", 2}, {"kemasan", 1},
		{"ledeng", 3}, {"leding", 3}, {"pam", 3}, {"pdam", 3}, {"perpipaan", 3}, {"sumur bor", 4}, {"pompa", 4}, {"sumur", 5},
		{"permukaan", 9}, {"sungai", 9}, {"danau", 9}, {"waduk", 9}, {"irigasi", 9}, {"hujan", 10}, {"lain", 11},
	},
	poverty.Toilet: {
		{"tidak", 6}, {"tdk", 6}, {"bersama", 2}, {"komunal", 3}, {"umum", 4}, {"sendiri", 1}, {"milik", 1}, {"ya", 1}, {"ada", 1},
	},
	poverty.Light: {
		{"bukan listrik", 4}, {"non listrik", 4}, {"tanpa listrik", 4}, {"tidak ada", 4}, {"lampu minyak", 4}, {"pelita", 4},
		{"non pln", 3}, {"bukan pln", 3}, {"genset", 3}, {"solar", 3}, {"tenaga surya", 3}, {"plts", 3}, {"tanpa meter", 2}, {"bersama", 2}, {"pln", 1}, {"listrik", 1},
	},
}

// parseAnswer reads an answer: its code, or words. Nothing, and what was left
// open, is 0; false where the cell says what tepat does not know.
func parseAnswer(q poverty.Question, s string) (answer int, ok bool) {
	if unsaid(s) {
		return 0, true
	}
	code := strings.TrimSuffix(s, ".0")
	if n, err := strconv.Atoi(code); err == nil && (q != poverty.Power || n < 10) {
		return n, n >= 1 && n <= poverty.Questions[q].Answers
	}
	if head, label, found := strings.Cut(s, "."); found && len(head) <= 2 && allDigits(head) { // "8. Tanah"
		if _, ok := parseAnswer(q, strings.TrimSpace(label)); ok {
			return parseAnswer(q, head)
		}
	}
	if q == poverty.Power {
		return inVA(code)
	}
	return inWords(q, words(s))
}

// inVA reads the power of a connection in VA or watt, with or without a sign
// between thousands. A cell that names two powers is not known.
func inVA(s string) (answer int, ok bool) {
	for _, text := range strings.FieldsFunc(s, func(r rune) bool { return r != '.' && r != ',' && (r < '0' || r > '9') }) {
		n, err := strconv.Atoi(strings.NewReplacer(".", "", ",", "").Replace(text))
		if err != nil || n < least {
			continue // the 1 of R-1
		}
		of, known := powers[n]
		if n > most || n == most && (strings.Contains(s, ">") || strings.Contains(strings.ToLower(s), "lebih")) {
			of, known = 5, true
		}
		if !known || answer != 0 {
			return 0, false
		}
		answer = of
	}
	return answer, answer != 0
}

// powers are the answers in VA. Above the most is an answer of its own.
var powers = map[int]int{least: 1, 900: 2, 1300: 3, most: 4}

const least, most = 450, 2200

// words puts a blank around each word of s, in lower case.
func words(s string) string {
	return " " + strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9')
	}), " ") + " "
}

// inWords finds the first phrase of which every word begins a word of the text,
// in that order. Of what something is not, only light has answers.
func inWords(q poverty.Question, text string) (answer int, ok bool) {
	if strings.Contains(text, " bukan ") && q != poverty.Light {
		return 0, false
	}
	for _, p := range phrases[q] {
		if says(text, p.words) {
			return p.answer, true
		}
	}
	return 0, false
}

func says(text, words string) bool {
	for _, w := range strings.Fields(words) {
		at := strings.Index(text, " "+w)
		if at < 0 {
			return false
		}
		text = text[at+1:]
	}
	return true
}

// housing reads what the row says of the house. A file says the same few
// hundred things of all houses: they are worked out once.
func (r *Reader) housing(l *layout, cells []string) {
	for q := range poverty.Questions {
		c := firstQuestion + Column(q)
		if !l.has(c) {
			continue
		}
		s := l.cell(cells, c)
		a, known := r.answers[q][s]
		if !known {
			n, ok := parseAnswer(poverty.Question(q), s)
			if a = int8(n); !ok {
				a = unreadAnswer
			}
			if r.answers[q] == nil || len(r.answers[q]) > 1000 { // a file of garbage
				r.answers[q] = map[string]int8{}
			}
			r.answers[q][strings.Clone(s)] = a
		}
		switch {
		case a != unreadAnswer:
			r.f.Housing = r.f.Housing.With(poverty.Question(q), int(a))
		case poverty.Question(q) == poverty.Power && isDark(s):
			r.dark()
		default:
			r.f.HousingUnread |= 1 << q
		}
	}
}

// isDark says whether a cell on power says that there is none.
func isDark(s string) bool {
	light, ok := inWords(poverty.Light, words(s))
	return ok && light == noElectricity
}

// dark notes that the house has no electricity, unless its light says otherwise.
func (r *Reader) dark() {
	if r.f.Housing.Answer(poverty.Light) == 0 {
		r.f.Housing = r.f.Housing.With(poverty.Light, noElectricity)
	}
}

// noElectricity is the answer on light of a house without any.
const noElectricity = 4

// unreadAnswer is an answer that tepat does not know.
const unreadAnswer = -1
