package synth

import (
	"math/rand/v2"

	"tepat/geo/poverty"
)

// An option is an answer with its odds: of all families, and further of those
// for whom life is hardest.
type option struct {
	answer      int
	odds, worse float64
}

// answers are the odds of the answers on a house: wood and zinc by a great
// river, and what the poor make do with.
var answers = [len(poverty.Questions)][]option{
	poverty.Floor:  {{5, 0.45, 0.1}, {6, 0.2, 0}, {2, 0.25, -0.2}, {4, 0.05, 0}, {8, 0.01, 0.06}, {7, 0.01, 0.04}, {1, 0.03, -0.03}},
	poverty.Wall:   {{3, 0.6, 0.1}, {1, 0.33, -0.25}, {4, 0.01, 0.05}, {7, 0.02, 0.06}, {5, 0.02, 0.02}},
	poverty.Roof:   {{3, 0.7, 0.1}, {5, 0.12, 0}, {2, 0.12, -0.1}, {7, 0.02, 0.08}, {4, 0.03, 0}},
	poverty.Water:  {{9, 0.12, 0.3}, {3, 0.25, -0.1}, {2, 0.25, -0.2}, {4, 0.12, 0}, {5, 0.1, 0}, {10, 0.06, 0.05}, {6, 0.05, 0.05}, {7, 0.03, 0}, {1, 0.02, -0.02}},
	poverty.Toilet: {{1, 0.78, -0.3}, {6, 0.06, 0.2}, {2, 0.08, 0.05}, {4, 0.05, 0.05}, {3, 0.03, 0}},
	poverty.Light:  {{1, 0.86, -0.15}, {2, 0.05, 0.05}, {3, 0.06, 0.05}, {4, 0.02, 0.05}},
	poverty.Power:  {{1, 0.3, 0.4}, {2, 0.4, 0}, {3, 0.2, -0.18}, {4, 0.08, -0.08}, {5, 0.02, -0.02}},
}

// house makes the house of a family. It comes of the family's number alone, so
// that every registry says the same of it.
func house(f *family) (h poverty.Housing) {
	rng := rand.New(rand.NewPCG(uint64(f.number), 0x686f757365))
	for q, options := range answers {
		if q == int(poverty.Power) && h.Answer(poverty.Light) != 1 {
			continue // there is no meter
		}
		h = h.With(poverty.Question(q), draw(rng, options, float64(10-f.desil)/9))
	}
	return h
}

// draw draws one of the options; hardship is 0 to 1.
func draw(rng *rand.Rand, options []option, hardship float64) int {
	sum := 0.0
	for _, o := range options {
		sum += o.odds + hardship*o.worse
	}
	u := rng.Float64() * sum
	for _, o := range options {
		if u -= o.odds + hardship*o.worse; u < 0 {
			return o.answer
		}
	}
	return options[0].answer
}

// answerWords are the answers as files of P3KE write them, by their codes.
var answerWords = [len(poverty.Questions)][]string{
	poverty.Floor: {"", "Marmer/granit", "Keramik", "Parket/vinil/karpet", "Ubin/tegel/teraso", "Kayu/papan", "Semen/bata merah", "Bambu", "Tanah"},
	poverty.Wall:  {"", "Tembok", "Plesteran anyaman bambu", "Kayu/papan", "Anyaman bambu", "Batang kayu", "Bambu", "Lainnya"},
	poverty.Roof:  {"", "Beton", "Genteng", "Seng", "Asbes", "Sirap", "Bambu", "Daun/rumbia"},
	poverty.Water: {"", "Air kemasan bermerek", "Air isi ulang", "Leding", "Sumur bor/pompa", "Sumur terlindung", "Sumur tak terlindung",
		"Mata air terlindung", "Mata air tak terlindung", "Air permukaan (sungai, danau)", "Air hujan"},
	poverty.Light: {"", "Listrik PLN", "Listrik PLN tanpa meteran", "Listrik non-PLN", "Bukan listrik"},
}

// voltAmperes are what a meter of each code lets through.
var voltAmperes = [...]string{"", "450", "900", "1300", "2200", "3500"}
