package registry

import (
	"strconv"
	"strings"
	"time"
)

// ParseDate reads a date as Indonesian registries and spreadsheet programs
// write it: 17/08/1945 0:00:00, 17-8-1945, 17.08.1945, 1945-08-17T00:00:00Z,
// 19450817, 17 Agustus 1945, 17-Agu-45, or the day number of Excel (16666).
// Day comes before month. Two digits of a year mean the latest such year that
// does not lie after the given day. It is false for anything else.
func ParseDate(s string, at time.Time) (time.Time, bool) {
	if allDigits(s) || strings.HasSuffix(s, ".0") {
		return numberDate(strings.TrimSuffix(s, ".0"))
	}
	var p [3]int    // the three parts
	var long [3]int // how many digits or letters each has
	rest := s
	for i := range p {
		var ok bool
		if p[i], long[i], rest, ok = datePart(rest); !ok {
			return time.Time{}, false
		}
	}
	if !clock(rest) {
		return time.Time{}, false
	}
	day, month, year := p[0], p[1], p[2]
	if long[0] == 4 {
		day, year, long[2] = year, day, 4
	}
	switch long[2] {
	case 4:
	case 2:
		if year += at.Year() / 100 * 100; year > at.Year() || year == at.Year() && dayAfter(month, day, at) {
			year -= 100
		}
	default:
		return time.Time{}, false
	}
	return date(year, month, day)
}

// datePart takes a number or a month's name off s, with the sign after it.
func datePart(s string) (n, length int, rest string, ok bool) {
	for s != "" && s[0] == ' ' {
		s = s[1:]
	}
	end := 0
	for end < len(s) && (s[end]-'0' <= 9 || s[end]|0x20-'a' <= 25) {
		end++
	}
	if end == 0 || end > 9 {
		return 0, 0, "", false
	}
	part := s[:end]
	// A clock may follow a T; the date ends before it.
	if t := strings.IndexByte(part, 'T'); t > 0 && allDigits(part[:t]) {
		part, end = part[:t], t
	}
	rest = s[end:]
	if rest != "" && strings.IndexByte("/-. ", rest[0]) >= 0 {
		rest = rest[1:]
	}
	if allDigits(part) {
		n, err := strconv.Atoi(part)
		return n, len(part), rest, err == nil
	}
	n = monthNamed(part)
	return n, len(part), rest, n > 0
}

// monthNamed knows months by their first three letters, in Indonesian and English.
func monthNamed(s string) int {
	if len(s) < 3 {
		return 0
	}
	switch strings.ToLower(s[:3]) {
	case "jan":
		return 1
	case "feb", "peb":
		return 2
	case "mar":
		return 3
	case "apr":
		return 4
	case "mei", "may":
		return 5
	case "jun":
		return 6
	case "jul":
		return 7
	case "agu", "ags", "agt", "aug":
		return 8
	case "sep":
		return 9
	case "okt", "oct":
		return 10
	case "nov", "nop":
		return 11
	case "des", "dec":
		return 12
	}
	return 0
}

// clock says whether s is a time of day, or nothing.
func clock(s string) bool {
	for i := range len(s) {
		if c := s[i]; !(c >= '0' && c <= '9') && strings.IndexByte("T:.Z+ APMapm", c) < 0 {
			return false
		}
	}
	return true
}

// numberDate reads 19450817, or the day number of Excel.
func numberDate(s string) (time.Time, bool) {
	n, err := strconv.Atoi(s)
	switch {
	case err != nil:
		return time.Time{}, false
	case len(s) == 8:
		return date(n/10000, n/100%100, n%100)
	case n >= 1800 && n <= 2200: // more likely a year than a day of 1905
		return time.Time{}, false
	case n > 60 && n < 100_000: // day 60 is the 29 February 1900 that never was
		return time.Date(1899, 12, 30+n, 0, 0, 0, 0, time.UTC), true
	}
	return time.Time{}, false
}

// date returns the day if it exists, from 1800 on.
func date(year, month, day int) (time.Time, bool) {
	if !valid(year, month, day) || year < 1800 || year > 2200 {
		return time.Time{}, false
	}
	return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC), true
}

func valid(year, month, day int) bool {
	if month < 1 || month > 12 || day < 1 {
		return false
	}
	last := [...]int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[month-1]
	if month == 2 && (year%4 == 0 && year%100 != 0 || year%400 == 0) {
		last = 29
	}
	return day <= last
}

func dayAfter(month, day int, at time.Time) bool {
	return month > int(at.Month()) || month == int(at.Month()) && day > at.Day()
}

// parseDesil reads 3, "Desil 3", D3, 3.0 and 3,0. An empty cell is 0, no
// fault. Signs are not passed over: "1,0" is one, and "-10" is no decile.
func parseDesil(s string) (int8, bool) {
	s = strings.TrimSpace(s)
	if len(s) > 2 || s != "" && s[0] > '9' {
		if word := foldHeader(s); word == "belumditentukan" || word == "tidakada" {
			return 0, true
		}
		s = strings.ToLower(s)
		s = strings.TrimPrefix(strings.TrimPrefix(s, "desil"), "d")
		if at := strings.IndexAny(s, ".,"); at > 0 && strings.Trim(s[at+1:], "0") == "" {
			s = s[:at]
		}
		s = strings.TrimSpace(s)
	}
	switch {
	case s == "" || s == "-" || s == "0":
		return 0, true
	case s == "10":
		return 10, true
	case len(s) == 1 && s[0] >= '1' && s[0] <= '9':
		return int8(s[0] - '0'), true
	}
	return 0, false
}

// parseMembers reads a number of persons, 1 to 99. An empty cell is 0, no fault.
func parseMembers(s string) (int16, bool) {
	s = strings.TrimSuffix(s, ".0")
	if unsaid(s) {
		return 0, true
	}
	n, err := strconv.Atoi(s)
	return int16(n), err == nil && n >= 1 && n <= 99
}

// parseAmount reads rupiah: 600000, Rp 600.000,00, 600,000.00. Two digits
// after the last sign are sen and fall away; signs before are thousands.
func parseAmount(s string) (int64, bool) {
	s = strings.TrimPrefix(strings.TrimPrefix(strings.ToLower(s), "idr"), "rp")
	s = strings.TrimSuffix(strings.TrimSpace(strings.TrimPrefix(s, ".")), ",-")
	if i := strings.LastIndexAny(s, ".,"); i >= 0 && len(s)-i <= 3 {
		if !allDigits(s[i+1:]) {
			return 0, false
		}
		s = s[:i]
	}
	groups := strings.FieldsFunc(s, func(r rune) bool { return r == '.' || r == ',' })
	for _, g := range groups[min(1, len(groups)):] {
		if len(g) != 3 {
			return 0, false
		}
	}
	s = strings.Join(groups, "")
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil && allDigits(s)
}

// parseConsumption reads rupiah a person and month. An empty cell is 0, no
// fault. Below 10 000 a file most likely speaks in thousands, or of a day: a
// figure out by a thousand makes everybody poor.
func parseConsumption(s string) (int32, bool) {
	if unsaid(s) {
		return 0, true
	}
	// A total divided by persons has as many digits behind its sign as may be:
	// with more than three before it, it is no sign of thousands.
	if at := strings.IndexAny(s, ".,"); at > 3 && allDigits(s[:at]) && allDigits(s[at+1:]) {
		s = s[:at]
	}
	n, ok := parseAmount(s)
	if !ok || n < 10_000 || n > 1_000_000_000 {
		return 0, false
	}
	return int32(n), true
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i]-'0' > 9 {
			return false
		}
	}
	return s != ""
}
