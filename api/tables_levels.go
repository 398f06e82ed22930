package api

import (
	"unicode"
	"unicode/utf8"
)

// levelNames are what one place of a level, or of what else places are, is called, and what several are.
var levelNames = map[string]struct{ one, several [2]string }{
	"village":  {[2]string{"village", "desa/kelurahan"}, [2]string{"villages", "desa dan kelurahan"}},
	"district": {[2]string{"district", "kecamatan"}, [2]string{"districts", "kecamatan"}},
	"regency":  {[2]string{"regency", "kabupaten/kota"}, [2]string{"regencies", "kabupaten/kota"}},
	"cell":     {[2]string{"hexagon", "heksagon"}, [2]string{"hexagons", "heksagon"}},
	"cluster":  {[2]string{"cluster of villages", "kantong desa"}, [2]string{"clusters of villages", "kantong desa"}},
}

// levelWord names one place of a level; "" where there is none of that name.
func (p *tablePage) levelWord(level string) string {
	return p.Say(levelNames[level].one[0], levelNames[level].one[1])
}

// levelWords names several.
func (p *tablePage) levelWords(level string) string {
	return p.Say(levelNames[level].several[0], levelNames[level].several[1])
}

// capital writes the first letter of a text large.
func capital(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}
