package cql2

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A kind is what a token is.
type kind uint8

const (
	end kind = iota
	word
	quoted // a name in double quotes
	number
	text
	sign // a comparison, sign of arithmetic, bracket or comma
)

// A token is a piece of the sentence and where it begins.
type token struct {
	kind kind
	text string // what it says: without quotes
	at   int    // byte
}

func (t token) String() string {
	if t.kind == end {
		return "the end"
	}
	return `"` + t.text + `"`
}

// is says whether t is the keyword or sign.
func (t token) is(want string) bool {
	return t.kind == word && strings.EqualFold(t.text, want) || t.kind == sign && t.text == want
}

// The words of the language (OGC 21-065r2, 8.2): those that are read here, and
// those of classes that are not.
var (
	keywords = strings.Fields("AND BETWEEN CASEI DATE DIV FALSE IN IS LIKE NOT NULL OR TIMESTAMP TRUE")
	foreign  = strings.Fields(`
		A_EQUALS A_CONTAINS A_CONTAINEDBY A_OVERLAPS ACCENTI BBOX GEOMETRYCOLLECTION INTERVAL LINESTRING MULTILINESTRING
		MULTIPOINT MULTIPOLYGON POINT POLYGON S_INTERSECTS S_EQUALS S_DISJOINT S_TOUCHES S_WITHIN S_OVERLAPS S_CROSSES
		S_CONTAINS T_AFTER T_BEFORE T_CONTAINS T_DISJOINT T_DURING T_EQUALS T_FINISHEDBY T_FINISHES T_INTERSECTS T_MEETS
		T_METBY T_OVERLAPPEDBY T_OVERLAPS T_STARTEDBY T_STARTS`)
)

func isKeyword(s string) bool { return slices.Contains(keywords, strings.ToUpper(s)) || isForeign(s) }
func isForeign(s string) bool { return slices.Contains(foreign, strings.ToUpper(s)) }

func isWord(s string) bool {
	for i, r := range s {
		if !(startsWord(r) || i > 0 && continuesWord(r)) {
			return false
		}
	}
	return s != ""
}

// identifierStart has the characters that may begin a name, less blanks.
var identifierStart = &unicode.RangeTable{
	R16: []unicode.Range16{
		{':', ':', 1}, {'A', 'Z', 1}, {'_', '_', 1}, {'a', 'z', 1}, {0xC0, 0xD6, 1}, {0xD8, 0xF6, 1}, {0xF8, 0x2FF, 1},
		{0x370, 0x37D, 1}, {0x37F, 0x167F, 1}, {0x1681, 0x1FFE, 1}, {0x200C, 0x200D, 1}, {0x2070, 0x218F, 1},
		{0x2C00, 0x2FEF, 1}, {0x3001, 0xD7FF, 1}, {0xF900, 0xFDCF, 1}, {0xFDF0, 0xFFFC, 1},
	},
	R32: []unicode.Range32{{0x10000, 0xEFFFF, 1}},
}

func startsWord(r rune) bool { return unicode.Is(identifierStart, r) }

func continuesWord(r rune) bool {
	return startsWord(r) || r == '.' || isDigit(r) || 0x300 <= r && r <= 0x36F || r == 0x203F || r == 0x2040
}

// scan returns the next token of s from byte at.
func scan(s string, at int) (token, int, string) {
	rest := strings.TrimLeftFunc(s[at:], unicode.IsSpace)
	at = len(s) - len(rest)
	if rest == "" {
		return token{end, "", at}, at, ""
	}
	r, size := utf8.DecodeRuneInString(rest)
	if r == utf8.RuneError && size == 1 {
		return token{at: at}, at, "not UTF-8"
	}
	switch {
	case r == '\'' || r == '"':
		return scanQuoted(at, rest, byte(r))
	case startsWord(r):
		n := spanOf(rest, continuesWord)
		return token{word, rest[:n], at}, at + n, ""
	case isDigit(r) || r == '.' && len(rest) > 1 && isDigit(rune(rest[1])):
		n := spanOfNumber(rest)
		return token{number, rest[:n], at}, at + n, ""
	}
	for _, s := range []string{"<>", "<=", ">=", "<", ">", "=", "(", ")", ",", "+", "-", "*", "/", "%", "^"} {
		if strings.HasPrefix(rest, s) {
			return token{sign, s, at}, at + len(s), ""
		}
	}
	return token{at: at}, at, "'" + string(r) + "' does not belong here"
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

// spanOf returns how many bytes at the beginning of s are runes that belong.
func spanOf(s string, belongs func(rune) bool) int {
	if i := strings.IndexFunc(s, func(r rune) bool { return !belongs(r) }); i >= 0 {
		return i
	}
	return len(s)
}

// spanOfNumber returns how long the number at the beginning of s is. It takes
// letters and dots too, so that 2x or 1.2.3 is refused in one piece, and a sign
// after an E.
func spanOfNumber(s string) int {
	n := spanOf(s, continuesWord)
	if n < len(s) && strings.ContainsRune("eE", rune(s[n-1])) && strings.ContainsRune("+-", rune(s[n])) {
		n += 1 + spanOf(s[n+1:], continuesWord)
	}
	return n
}

// scanQuoted reads a text or a name; its quote mark is doubled inside, and a
// backslash has its meaning in a text.
func scanQuoted(at int, rest string, mark byte) (token, int, string) {
	k := text
	if mark == '"' {
		k = quoted
	}
	var b strings.Builder
	for i := 1; i < len(rest); i++ {
		c, next := rest[i], byte(0)
		if i+1 < len(rest) {
			next = rest[i+1]
		}
		switch {
		case c == mark && next != mark:
			if !utf8.ValidString(b.String()) {
				return token{at: at}, at, "not UTF-8"
			}
			return token{k, b.String(), at}, at + i + 1, ""
		case c == mark:
			b.WriteByte(mark)
			i++
		case c == '\\' && k == text && isEscaped(next):
			b.WriteByte(unescape(next))
			i++
		default:
			b.WriteByte(c)
		}
	}
	return token{at: at}, at, "the quote mark is never closed"
}

func unescape(c byte) byte {
	if control := escapes[c]; control != 0 {
		return control
	}
	return c
}
