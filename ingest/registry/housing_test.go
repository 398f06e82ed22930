package registry

import (
	"testing"

	"tepat/geo/poverty"
)

// housing makes one of its answers, in the order of the questions.
func housing(answers ...int) (h poverty.Housing) {
	for q, a := range answers {
		h = h.With(poverty.Question(q), a)
	}
	return h
}

func TestAnswersOnHousing(t *testing.T) {
	for _, tc := range []struct {
		q    poverty.Question
		says string
		want int
	}{
		{poverty.Floor, "8", 8}, {poverty.Floor, "8.0", 8}, {poverty.Floor, "Tanah", 8}, {poverty.Floor, "8. Tanah", 8}, {poverty.Floor, "KAYU/PAPAN", 5},
		{poverty.Floor, "Kayu ulin", 5}, {poverty.Floor, "Keramik/granit/marmer", 2}, {poverty.Floor, "Semen/bata merah", 6}, {poverty.Floor, "Ubin/tegel/teraso", 4},
		{poverty.Floor, "Bukan tanah", -1}, {poverty.Floor, "10", -1}, {poverty.Floor, "0", 0}, {poverty.Floor, "pertanahan", -1}, {poverty.Floor, "-", 0}, {poverty.Floor, "", 0},
		{poverty.Wall, "Plesteran anyaman bambu/kawat", 2}, {poverty.Wall, "Anyaman bambu", 4}, {poverty.Wall, "Bambu", 6}, {poverty.Wall, "Tembok", 1}, {poverty.Wall, "Lainnya", 7},
		{poverty.Roof, "Seng/asbes", 3}, {poverty.Roof, "Daun/rumbia", 7}, {poverty.Roof, "Kayu/sirap", 5},
		{poverty.Water, "Sumur terlindung", 5}, {poverty.Water, "Sumur tak terlindung", 6}, {poverty.Water, "Sumur tidak terlindung", 6}, {poverty.Water, "Sumur bor/pompa", 4},
		{poverty.Water, "Mata air tak terlindung", 8}, {poverty.Water, "Mata air terlindung", 7}, {poverty.Water, "Air permukaan (sungai, danau)", 9},
		{poverty.Water, "Air hujan", 10}, {poverty.Water, "Air isi ulang", 2}, {poverty.Water, "Leding/PAM", 3}, {poverty.Water, "11", 11},
		{poverty.Toilet, "Ya", 1}, {poverty.Toilet, "TIDAK", 6}, {poverty.Toilet, "Sendiri", 1}, {poverty.Toilet, "Bersama", 2}, {poverty.Toilet, "Tidak ada fasilitas", 6},
		{poverty.Light, "Listrik PLN dengan meteran", 1}, {poverty.Light, "Listrik PLN tanpa meteran", 2}, {poverty.Light, "Listrik non-PLN", 3},
		{poverty.Light, "Bukan listrik", 4}, {poverty.Light, "Non-listrik", 4}, {poverty.Light, "Genset/solar cell", 3},
		{poverty.Power, "450", 1}, {poverty.Power, "900 VA", 2}, {poverty.Power, "1.300 watt", 3}, {poverty.Power, "1", 1}, {poverty.Power, "5", 5}, {poverty.Power, "450 VA", 1},
		{poverty.Power, "6", -1}, {poverty.Power, "ada apa", -1}, {poverty.Power, "1.300", 3}, {poverty.Power, "1,300 VA", 3}, {poverty.Power, "3. 1.300 watt", 3},
		{poverty.Power, "2200", 4}, {poverty.Power, "> 2.200 watt", 5}, {poverty.Power, "5. > 2.200 watt", 5}, {poverty.Power, "Lebih dari 2200 VA", 5},
		{poverty.Power, "6600 VA", 5}, {poverty.Power, "10.600", 5}, {poverty.Power, "4500", 5}, {poverty.Power, "22000", 5}, {poverty.Power, "R-1/900VA", 2}, {poverty.Power, "900.0", 2},
		{poverty.Power, "450-900 VA", -1}, {poverty.Power, "1000", -1}, {poverty.Power, "99999999999999999999", -1}, {poverty.Power, ".", 0},
		{poverty.Floor, "Lantai bukan tanah", -1}, {poverty.Light, "Listrik bukan PLN", 3},
	} {
		got, ok := parseAnswer(tc.q, tc.says)
		if !ok {
			got = -1
		}
		if got != tc.want {
			t.Errorf("%s %q is %d, want %d", poverty.Questions[tc.q].Name, tc.says, got, tc.want)
		}
	}
}

// Every code of the questionnaire is its own answer, and fits its bits beside the others.
func TestCodesOfHousing(t *testing.T) {
	var h poverty.Housing
	for q, question := range poverty.Questions {
		for code := 1; code <= question.Answers; code++ {
			n, ok := parseAnswer(poverty.Question(q), string(rune('0'+code%10)))
			if code < 10 && (!ok || n != code) {
				t.Errorf("%s: code %d is %d, %v", question.Name, code, n, ok)
			}
			h = h.With(poverty.Question(q), code)
		}
	}
	for q, question := range poverty.Questions {
		if h.Answer(poverty.Question(q)) != question.Answers {
			t.Errorf("%s: %d in %x, want %d", question.Name, h.Answer(poverty.Question(q)), h, question.Answers)
		}
	}
}

// Power that is not there is a house without electricity, unless its light says otherwise.
func TestNoPowerIsNoElectricity(t *testing.T) {
	for _, tc := range []struct {
		header, row string
		light       int
	}{
		{"nik,desa,daya_terpasang", "x,x,Tidak ada", 4},
		{"nik,desa,daya_terpasang", "x,x,450", 0},
		{"nik,desa,sumber_penerangan,daya_terpasang", "x,x,Genset,tidak ada", 3},
	} {
		got, _ := families(t, write(t, "x.csv", []byte(tc.header+"\n"+tc.row+"\n")), Options{})
		if len(got) != 1 || got[0].Housing.Answer(poverty.Light) != tc.light || got[0].HousingUnread != 0 {
			t.Errorf("%s: %+v", tc.row, plainly(got[0]))
		}
	}
}
