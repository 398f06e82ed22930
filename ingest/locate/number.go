package locate

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

// A Format says how the two columns write their numbers; it is decided once a column.
type Format struct{ LonComma, LatComma bool }

// Sniff decides the format from a sample of both columns.
func Sniff(lon, lat []string) Format { return Format{commas(lon), commas(lat)} }

// commas says whether a column writes decimals with a comma: more cells have
// one comma and no dot after it than have a dot alone.
func commas(column []string) bool {
	comma, dot := 0, 0
	for _, s := range column {
		c, d := strings.LastIndexByte(s, ','), strings.LastIndexByte(s, '.')
		switch {
		case c > d && strings.Count(s, ",") == 1:
			comma++
		case d > c:
			dot++
		}
	}
	return comma > dot
}

type kind uint8

const (
	bad kind = iota
	blank
	decimal
	sexagesimal
)

type axis uint8

const (
	latitude axis = 1 + iota
	longitude
)

// A number is one ordinate as it was written.
type number struct {
	kind     kind
	value    float64 // signed
	decimals int     // of degrees; six where minutes and seconds are written out
	comma    bool    // written with a decimal comma or with dots between thousands
	text     string  // of a decimal number
	axis     axis    // where a letter says it
}

// letters that say the half of the Earth: English, and Indonesian lintang utara
// (LU), lintang selatan (LS), bujur timur (BT), bujur barat (BB). Longer ones first.
var letters = []struct {
	text string
	axis axis
	sign float64
}{
	{"LU", latitude, 1}, {"LS", latitude, -1}, {"BT", longitude, 1}, {"BB", longitude, -1},
	{"N", latitude, 1}, {"U", latitude, 1}, {"S", latitude, -1},
	{"E", longitude, 1}, {"T", longitude, 1}, {"W", longitude, -1}, {"B", longitude, -1},
}

// parse reads one ordinate.
func parse(s string, comma bool) number {
	if n, ok := parsePlain(s); ok {
		return n
	}
	s = strings.ToUpper(strings.TrimSpace(strings.ReplaceAll(s, "\u00a0", " ")))
	s = strings.ReplaceAll(s, "\u2212", "-")
	switch s {
	case "", "-", "NULL", "N/A", "NA", "#N/A", "NAN":
		return number{kind: blank}
	}
	if len(s) > 64 {
		return number{}
	}
	rest, where, sign := cutLetter(s)
	if n, ok := parseDecimal(rest, comma); ok {
		n.axis = where
		return signed(n, sign)
	}
	if n, ok := parseMinutes(rest); ok {
		n.axis = where
		return signed(n, sign)
	}
	return number{}
}

// parsePlain reads what nearly every ordinate is: digits, one dot, digits,
// perhaps with a sign. All else is left to those who know more forms.
func parsePlain(s string) (n number, ok bool) {
	dot := -1
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9' || i == 0 && (c == '-' || c == '+'):
		case c == '.' && dot < 0:
			dot = i
		default:
			return n, false
		}
	}
	if dot < 0 || len(s) > 64 {
		return n, false
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return n, false
	}
	return number{kind: decimal, value: v, decimals: len(s) - dot - 1, text: s}, true
}

// together returns the two numbers that one cell holds where the other is empty,
// or says the same.
func together(lon, lat string) (first, second string, ok bool) {
	lon, lat = strings.TrimSpace(lon), strings.TrimSpace(lat)
	s := lat
	switch {
	case lat == "" || lat == "-":
		s = lon
	case lon != "" && lon != "-" && lon != lat:
		return "", "", false
	}
	if s == "" || len(s) > 128 {
		return "", "", false
	}
	s = strings.Trim(strings.ReplaceAll(s, "\u00a0", " "), "()[]{} ")
	for _, separator := range []string{";", "|", ", ", ",", " "} {
		first, second, found := strings.Cut(s, separator)
		if first, second = strings.TrimSpace(first), strings.TrimSpace(second); !found || first == "" || second == "" {
			continue
		}
		// A comma or blank alone may stand within one number: then one of the
		// parts has no decimals of its own.
		sure := separator != "," && separator != " " || decimals(first, ".") && decimals(second, ".") ||
			separator == " " && decimals(first, ",") && decimals(second, ",")
		if sure && isNumber(first) && isNumber(second) {
			return first, second, true
		}
	}
	return "", "", false
}

func decimals(s, point string) bool { return strings.Count(s, point) == 1 }

func isNumber(s string) bool { return parse(s, true).kind >= decimal }

// cutLetter takes the letters of a half of the Earth off either end.
func cutLetter(s string) (rest string, where axis, sign float64) {
	for _, l := range letters {
		if r, ok := strings.CutSuffix(s, l.text); ok {
			return strings.TrimSpace(r), l.axis, l.sign
		}
		if r, ok := strings.CutPrefix(s, l.text); ok {
			return strings.TrimSpace(r), l.axis, l.sign
		}
	}
	return s, 0, 0
}

// signed applies a letter's sign; a minus beside a letter of the south says the same twice.
func signed(n number, sign float64) number {
	if sign != 0 {
		n.value = sign * math.Abs(n.value)
	}
	return n
}

// parseDecimal reads plain degrees or metres, with dot or comma.
func parseDecimal(s string, comma bool) (n number, ok bool) {
	s = strings.TrimSpace(strings.TrimRight(s, "°º˚ "))
	dots, commas := strings.Count(s, "."), strings.Count(s, ",")
	plain := s
	switch {
	case dots > 1 && commas == 0: // 117.123.456: the first dot is the decimal one
		plain, n.comma = firstOnly(s, "."), true
	case commas > 1 && dots == 0:
		plain, n.comma = firstOnly(s, ","), true
	case commas == 1 && dots == 0: // 0,4123: no coordinate has thousands without decimals
		plain, n.comma = strings.Replace(s, ",", ".", 1), true
	case commas == 1 && strings.LastIndexByte(s, ',') > strings.LastIndexByte(s, '.'): // 9.949.876,5
		plain, n.comma = strings.Replace(strings.ReplaceAll(s, ".", ""), ",", ".", 1), true
	case dots == 1 && commas > 0: // 9,949,876.5
		if comma {
			return n, false
		}
		plain, n.comma = strings.ReplaceAll(s, ",", ""), true
	}
	for i, r := range plain {
		if (r < '0' || r > '9') && r != '.' && !(i == 0 && (r == '-' || r == '+')) {
			return n, false
		}
	}
	v, err := strconv.ParseFloat(plain, 64)
	if err != nil || math.IsInf(v, 0) {
		return n, false
	}
	n.kind, n.value, n.text = decimal, v, s
	if at := strings.IndexByte(plain, '.'); at >= 0 {
		n.decimals = len(plain) - at - 1
	}
	return n, true
}

var grouped = regexp.MustCompile(`^-?\d{1,3}(\.\d{3}(\.\d{3})*(,\d+)?|,\d{3}(,\d{3})*(\.\d+)?)$`)

// whole returns the number if its dots, or commas, part thousands; NaN where they cannot.
func (n number) whole() float64 {
	s := n.text
	if !grouped.MatchString(s) {
		return math.NaN()
	}
	dot, comma := strings.IndexByte(s, '.'), strings.IndexByte(s, ',')
	if comma < 0 || dot >= 0 && dot < comma {
		s = strings.ReplaceAll(s, ".", "")
	} else {
		s = strings.ReplaceAll(s, ",", "")
	}
	v, err := strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64)
	if err != nil {
		return math.NaN()
	}
	return v
}

// firstOnly makes the first separator the decimal point and drops the others.
func firstOnly(s, separator string) string {
	head, tail, _ := strings.Cut(s, separator)
	return head + "." + strings.ReplaceAll(tail, separator, "")
}

// parseMinutes reads degrees, minutes and perhaps seconds, set apart by their signs or blanks.
func parseMinutes(s string) (n number, ok bool) {
	negative := strings.HasPrefix(s, "-")
	parts := strings.FieldsFunc(strings.TrimLeft(s, "+-"), func(r rune) bool { return strings.ContainsRune(" °º˚'’′\"”″:D", r) })
	if len(parts) < 2 || len(parts) > 3 {
		return n, false
	}
	scale := 1.0
	for i, part := range parts {
		v, err := strconv.ParseFloat(strings.Replace(part, ",", ".", 1), 64)
		// Only the last part may have decimals, and minutes and seconds end at 60.
		if err != nil || v < 0 || i > 0 && v >= 60 || i < len(parts)-1 && v != math.Trunc(v) {
			return n, false
		}
		n.value += v / scale
		scale *= 60
		n.decimals = 2*i + len(strings.TrimLeft(strings.TrimLeft(part, "0123456789"), ".,"))
	}
	if negative {
		n.value = -n.value
	}
	n.kind = sexagesimal
	return n, true
}
