package registry

import (
	"strings"
	"time"
)

// ParseNIK returns the 16 digits of a NIK (PPKKCC DDMMYY SSSS, day + 40 for
// women), without the blanks, dots, dashes and apostrophes that people write
// between them, or the rule it breaks. A NIK has no check digit, and its
// district is where it was first given: it says nothing about residence.
func ParseNIK(s string) (nik string, broken *Rule) {
	nik, broken = sixteenDigits(s, NIKMissing, NIKLength, NIKPattern)
	switch {
	case broken != nil:
		return nik, broken
	case !provinces[nik[:2]]:
		return nik, NIKProvince
	case !dateExists(nik):
		return nik, NIKDate
	}
	return nik, nil
}

// ParseKK returns the 16 digits of a family card's number, or the rule it
// breaks; a card without a number is no fault: the rule and the text are empty.
func ParseKK(s string) (kk string, broken *Rule) {
	if unsaid(s) {
		return "", nil
	}
	return sixteenDigits(s, nil, KKLength, KKPattern)
}

func sixteenDigits(s string, missing, length, pattern *Rule) (string, *Rule) {
	if unsaid(s) {
		return "", missing
	}
	if rounded(s) {
		return s, NIKRounded
	}
	if whole, exact := wholeFloat(s); whole != "" {
		if !exact {
			return s, NIKRounded
		}
		s = whole
	}
	digits, ok := stripNumber(s)
	if !ok || len(digits) != 16 {
		return s, length
	}
	if patterned(digits) {
		return digits, pattern
	}
	return digits, nil
}

// provinces are the first two digits that the Ministry has given, old and new.
var provinces = func() map[string]bool {
	m := map[string]bool{}
	for _, p := range []string{
		"11", "12", "13", "14", "15", "16", "17", "18", "19", "21", "31", "32", "33", "34", "35", "36",
		"51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "72", "73", "74", "75", "76",
		"81", "82", "91", "92", "93", "94", "95", "96", "97",
	} {
		m[p] = true
	}
	return m
}()

// stripNumber takes out what people write between the digits of a long number.
// It is false where anything else is left.
func stripNumber(s string) (string, bool) {
	i := 0
	for i < len(s) && s[i]-'0' <= 9 {
		i++
	}
	if i == len(s) {
		return s, true
	}
	b := make([]byte, 0, len(s))
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			b = append(b, byte(r))
		case r == ' ' || r == '.' || r == '-' || r == '\'' || r == '`' || r == '’' || r == '\u00a0' || r == '\t':
		default:
			return "", false
		}
	}
	return string(b), true
}

// wholeFloat returns the 16 digits before a point and one nought, as programs
// write that take a number for a floating one; and whether such a number holds
// all of them, which it does below 2^53.
func wholeFloat(s string) (whole string, exact bool) {
	whole, found := strings.CutSuffix(strings.TrimSpace(s), ".0")
	if !found || len(whole) != 16 || strings.Trim(whole, "0123456789") != "" {
		return "", false
	}
	return whole, whole < "9007199254740992"
}

// rounded says whether s is a number that a spreadsheet program shortened, as 6.40203E+15.
func rounded(s string) bool {
	digits, exponent := 0, false
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			digits++
		case c == 'E' || c == 'e':
			exponent = digits > 0
		case c == '.' || c == ',' || c == '+':
		default:
			return false
		}
	}
	return exponent
}

// patterned says whether the number was made up at the keyboard: one digit
// throughout, a run up or down, or the serial 0000, which is never given.
func patterned(d string) bool {
	if d[12:] == "0000" {
		return true
	}
	step := func(i int) int { return (int(d[i]) - int(d[i-1]) + 10) % 10 }
	first := step(1)
	if first != 0 && first != 1 && first != 9 {
		return false
	}
	for i := 2; i < len(d); i++ {
		if step(i) != first {
			return false
		}
	}
	return true
}

// dateExists says whether the birth date in a NIK exists in this century or the last.
func dateExists(nik string) bool {
	day, month, year, _ := encoded(nik)
	return valid(1900+year, month, day) || valid(2000+year, month, day)
}

// encoded returns the birth date, year without century, and the sex in a NIK.
func encoded(nik string) (day, month, year int, sex byte) {
	two := func(i int) int { return int(nik[i]-'0')*10 + int(nik[i+1]-'0') }
	day, month, year, sex = two(6), two(8), two(10), 'M'
	if day > 40 {
		day, sex = day-40, 'F'
	}
	return day, month, year, sex
}

// Encoded returns the sex in a sound NIK, and the birth date if only one
// century makes an age of 0 to 110 at the given day; else the zero date.
func Encoded(nik string, at time.Time) (birth time.Time, sex byte) {
	day, month, year, sex := encoded(nik)
	for _, century := range [...]int{1900, 2000} {
		y := century + year
		if !valid(y, month, day) {
			continue
		}
		d := time.Date(y, time.Month(month), day, 0, 0, 0, 0, time.UTC)
		if d.After(at) || d.Before(at.AddDate(-111, 0, 1)) {
			continue
		}
		if !birth.IsZero() {
			return time.Time{}, sex
		}
		birth = d
	}
	return birth, sex
}

// agrees says whether the date in a NIK is d, whatever the century.
func agrees(nik string, d time.Time) bool {
	day, month, year, _ := encoded(nik)
	return d.Day() == day && int(d.Month()) == month && d.Year()%100 == year
}
