package area

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// ErrCode says that a text is no code of its system.
var ErrCode = errors.New("not an area code")

var (
	dotted = regexp.MustCompile(`^\d\d\.\d\d(\.\d\d(\.[12]\d{3})?)?$`)
	digits = regexp.MustCompile(`^\d+$`)
	// 33.10 that a spreadsheet took for a number: padding it would name another regency.
	lostZero = regexp.MustCompile(`^\d\d\.\d$`)
	power    = regexp.MustCompile(`^\d[.,]?\d*[eE]\+?\d+$`)
)

// ParseCode returns the canonical form of a code. Kemendagri codes come dotted
// or as 4, 6 or 10 digits; BPS codes as 4, 7 or 10 digits. A code is text: what
// a spreadsheet has turned into a number is refused, never padded.
func ParseCode(system System, s string) (Code, error) {
	s = strings.Trim(s, " \u00a0'\t")
	switch {
	case s == "":
		return "", fmt.Errorf("area: empty code: %w", ErrCode)
	case lostZero.MatchString(s):
		return "", fmt.Errorf("area: code %q has lost a zero, it was saved as a number: %w", s, ErrCode)
	case power.MatchString(s):
		return "", fmt.Errorf("area: a code was saved as a number: %w", ErrCode)
	}
	var c Code
	switch system {
	case Kemendagri:
		c = kemendagri(s)
	case BPS:
		c = bps(s)
	default:
		return "", fmt.Errorf("area: unknown code system %q", system)
	}
	if c == "" {
		// The text may be a value of another column: it is not repeated.
		return "", fmt.Errorf("area: %d characters are no %s code: %w", len(s), system, ErrCode)
	}
	return c, nil
}

func kemendagri(s string) Code {
	if digits.MatchString(s) {
		switch len(s) {
		case 4:
			s = s[:2] + "." + s[2:]
		case 6:
			s = s[:2] + "." + s[2:4] + "." + s[4:]
		case 10:
			s = s[:2] + "." + s[2:4] + "." + s[4:6] + "." + s[6:]
		}
	}
	if !dotted.MatchString(s) {
		return ""
	}
	return Code(s)
}

func bps(s string) Code {
	if !digits.MatchString(s) {
		return ""
	}
	switch len(s) {
	case 4, 7, 10:
		return Code(s)
	}
	return ""
}

// lengths of canonical codes, and the level that each length means.
var lengths = map[System]map[int]Level{
	Kemendagri: {5: Regency, 8: District, 13: Village},
	BPS:        {4: Regency, 7: District, 10: Village},
}

// Level returns the level that c names, "" when c is not canonical.
func (c Code) Level(system System) Level { return lengths[system][len(c)] }

// Parent returns the code of the area above: the district of a village, the
// regency of a district, "" of a regency.
func (c Code) Parent(system System) Code {
	up := map[System]map[Level]int{Kemendagri: {Village: 8, District: 5}, BPS: {Village: 7, District: 4}}
	if n := up[system][c.Level(system)]; n > 0 {
		return c[:n]
	}
	return ""
}

// Regency returns the code of the regency that c lies in, "" when c is not canonical.
func (c Code) Regency(system System) Code { return c.up(Regency, system) }

// up returns the code of the area of a level that c is or lies in, "" where there is none.
func (c Code) up(level Level, system System) Code {
	for c != "" && c.Level(system) != level {
		c = c.Parent(system)
	}
	return c
}

// kaltim are the regencies of East Kalimantan, whose codes name another place
// in the other system. Source: the bridge of BPS and Kemendagri codes, 2022.
var kaltim = map[System]map[Code]string{
	BPS: {"6401": "paser", "6402": "kutai barat", "6403": "kutai kartanegara", "6404": "kutai timur",
		"6405": "berau", "6409": "penajam paser utara", "6411": "mahakam hulu"},
	Kemendagri: {"64.01": "paser", "64.02": "kutai kartanegara", "64.03": "berau", "64.07": "kutai barat",
		"64.08": "kutai timur", "64.09": "penajam paser utara", "64.11": "mahakam ulu"},
}

// A SystemError says that a file's codes are not of the system that was declared.
type SystemError struct {
	Declared System
	Reason   Reason
}

// A Reason is one in both languages of tepat.
type Reason struct{ EN, ID string }

func reason(en, id string, args ...any) Reason {
	return Reason{fmt.Sprintf(en, args...), fmt.Sprintf(id, args...)}
}

func (e *SystemError) Error() string {
	return fmt.Sprintf("area: the codes are declared as %s, but %s", e.Declared, e.Reason.EN)
}

// looksKemendagri says whether a code has the marks of Kemendagri: dots, six
// digits, or a village number that begins with 1 (kelurahan) or 2 (desa).
func looksKemendagri(c string) bool {
	if strings.Contains(c, ".") || len(c) == 6 {
		return true
	}
	return len(c) == 10 && (c[6] == '1' || c[6] == '2')
}
