package cql2

import (
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
	sign // a comparison, bracket or comma
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

// is says whether t is the keyword k, in any case.
func (t token) is(k string) bool { return t.kind == word && strings.EqualFold(t.text, k) }

var keywords = []string{"AND", "OR", "NOT", "BETWEEN", "IN", "IS", "NULL", "TRUE", "FALSE", "LIKE", "CASEI", "ACCENTI", "DATE", "TIMESTAMP", "INTERVAL", "DIV"}

func isKeyword(s string) bool {
	for _, k := range keywords {
		if strings.EqualFold(s, k) {
			return true
		}
	}
	return false
}

func isWord(s string) bool {
	for i, r := range s {
		if !(startsWord(r) || i > 0 && continuesWord(r)) {
			return false
		}
	}
	return s != ""
}

func startsWord(r rune) bool { return r == '_' || r == ':' || unicode.IsLetter(r) }

func continuesWord(r rune) bool {
	return startsWord(r) || r == '.' || unicode.IsDigit(r) || unicode.IsMark(r)
}

// scan returns the next token of s from byte at.
func scan(s string, at int) (token, int, *Error) {
	rest := strings.TrimLeft(s[at:], " \t\r\n")
	at = len(s) - len(rest)
	if rest == "" {
		return token{end, "", at}, at, nil
	}
	r, size := utf8.DecodeRuneInString(rest)
	if r == utf8.RuneError && size == 1 {
		return token{}, at, fail(s, at, "not UTF-8")
	}
	switch {
	case r == '\'' || r == '"':
		return scanQuoted(s, at, rest, byte(r))
	case startsWord(r):
		n := spanOf(rest, continuesWord)
		return token{word, rest[:n], at}, at + n, nil
	case isDigit(r) || (r == '-' || r == '+') && len(rest) > 1 && isDigit(rune(rest[1])):
		// Take letters and dots too, so that 2.5 or 2x is refused in one piece.
		n := 1 + spanOf(rest[1:], func(r rune) bool { return isDigit(r) || r == '.' || unicode.IsLetter(r) })
		return token{number, rest[:n], at}, at + n, nil
	}
	for _, s := range []string{"<>", "<=", ">=", "<", ">", "=", "(", ")", ","} {
		if strings.HasPrefix(rest, s) {
			return token{sign, s, at}, at + len(s), nil
		}
	}
	return token{}, at, fail(s, at, "%q does not belong here", r)
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

// spanOf returns how many bytes at the beginning of s are runes that belong.
func spanOf(s string, belongs func(rune) bool) int {
	if i := strings.IndexFunc(s, func(r rune) bool { return !belongs(r) }); i >= 0 {
		return i
	}
	return len(s)
}

// scanQuoted reads a text or a name; its quote mark is doubled inside.
func scanQuoted(s string, at int, rest string, mark byte) (token, int, *Error) {
	k := text
	if mark == '"' {
		k = quoted
	}
	var b strings.Builder
	for i := 1; i < len(rest); i++ {
		if rest[i] != mark {
			b.WriteByte(rest[i])
			continue
		}
		if i+1 < len(rest) && rest[i+1] == mark {
			b.WriteByte(mark)
			i++
			continue
		}
		if !utf8.ValidString(b.String()) {
			return token{}, at, fail(s, at, "not UTF-8")
		}
		return token{k, b.String(), at}, at + i + 1, nil
	}
	return token{}, at, fail(s, at, "the quote mark is never closed")
}
