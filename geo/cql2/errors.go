package cql2

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// What a sentence may be at most.
const (
	MaxLength     = 8192  // bytes of text
	MaxJSONLength = 65536 // bytes of JSON
	MaxDepth      = 64    // parts within parts, and brackets within brackets
)

// An Error says what is wrong with a sentence, and where.
type Error struct {
	Text    string // the sentence, or the JSON document
	Offset  int    // byte at which the trouble begins, up to len(Text)
	Pointer string // JSON Pointer (RFC 6901) to the trouble; "" in text, and for a whole document
	Message string
}

// A place is where in what is read a part begins.
type place struct {
	offset int
	step   *step // of JSON only
}

// A step leads from a JSON value into one of its members or items.
type step struct {
	from *step // nil from the whole document
	name string
}

// pointer writes the steps as a JSON Pointer.
func (s *step) pointer() string {
	if s == nil {
		return ""
	}
	return s.from.pointer() + "/" + escapePointer.Replace(s.name)
}

var escapePointer = strings.NewReplacer("~", "~0", "/", "~1")

// Error gives place and message in one line; the line is named where there are several.
func (e *Error) Error() string {
	where := fmt.Sprintf("column %d", e.Column())
	if strings.Contains(e.Text, "\n") {
		where = fmt.Sprintf("line %d, %s", e.Line(), where)
	}
	if e.Pointer != "" {
		where += fmt.Sprintf(", at %q", e.Pointer)
	}
	return where + ": " + e.Message
}

// Line returns the line of the trouble, counted from 1.
func (e *Error) Line() int { return 1 + strings.Count(e.Text[:e.Offset], "\n") }

// Column returns the character of that line, counted from 1.
func (e *Error) Column() int { return 1 + utf8.RuneCountInString(e.before()) }

func (e *Error) before() string {
	return e.Text[1+strings.LastIndex(e.Text[:e.Offset], "\n") : e.Offset]
}

// Snippet returns two lines: the text around the trouble, and a caret below it.
func (e *Error) Snippet() string {
	const width = 60 // characters before and after
	before := []rune(strings.ReplaceAll(e.before(), "\t", " "))
	after, _, _ := strings.Cut(e.Text[e.Offset:], "\n")
	before = before[max(0, len(before)-width):]
	rest := []rune(after)
	rest = rest[:min(width, len(rest))]
	return string(before) + string(rest) + "\n" + strings.Repeat(" ", len(before)) + "^"
}
