// Package say is the catalogue of what the reports of imports say: each
// sentence once, in English and Indonesian.
//
// Sentences with figures in them are formats, to be filled with [Fill]; an error
// that a report repeats is made with [Errorf], and [Of] finds its two languages again.
package say

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"tepat/geo/poverty"
)

func text(en, id string) poverty.Text { return poverty.Text{EN: en, ID: id} }

// Plain is what reads alike in both languages.
func Plain(s string) poverty.Text { return text(s, s) }

// Fill returns the format t with args in it. Of an arg that has both languages,
// a [poverty.Text] or an error, each sentence takes its own.
func Fill(t poverty.Text, args ...any) poverty.Text {
	if len(args) == 0 {
		return t
	}
	en, id := slices.Clone(args), slices.Clone(args)
	for i, arg := range args {
		var both poverty.Text
		switch arg := arg.(type) {
		case poverty.Text:
			both = arg
		case error:
			both = Of(arg)
		default:
			continue
		}
		en[i], id[i] = both.EN, both.ID
	}
	return text(fmt.Sprintf(t.EN, en...), fmt.Sprintf(t.ID, id...))
}

// Join puts texts one behind the other.
func Join(texts []poverty.Text, between string) poverty.Text {
	var en, id []string
	for _, t := range texts {
		en, id = append(en, t.EN), append(id, t.ID)
	}
	return text(strings.Join(en, between), strings.Join(id, between))
}

// Decimal writes a number with the decimal sign of each language.
func Decimal(format string, v float64) poverty.Text {
	s := fmt.Sprintf(format, v)
	return text(s, strings.Replace(s, ".", ",", 1))
}

// In returns t in a language, id or en.
func In(language string, t poverty.Text) string {
	if language == "id" {
		return t.ID
	}
	return t.EN
}

// An Error is an error in both languages. Its Error is the English one.
type Error struct {
	Text    poverty.Text
	wrapped []error
}

// Errorf returns an error that says t with args in it, and wraps those of them that are errors.
func Errorf(t poverty.Text, args ...any) error {
	e := &Error{Text: Fill(t, args...)}
	for _, arg := range args {
		if err, ok := arg.(error); ok {
			e.wrapped = append(e.wrapped, err)
		}
	}
	return e
}

func (e *Error) Error() string   { return e.Text.EN }
func (e *Error) Unwrap() []error { return e.wrapped }

// Of returns what an error says. In Indonesian, what it wraps that is no [*Error],
// as the words of a decoder, stays as it is.
func Of(err error) poverty.Text {
	t := Plain(err.Error())
	said(err, func(e *Error) { t.ID = strings.Replace(t.ID, e.Text.EN, e.Text.ID, 1) })
	return t
}

// said hands out the outermost errors in both languages of a tree of errors.
func said(err error, do func(*Error)) {
	if e, ok := err.(*Error); ok {
		do(e)
		return
	}
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		for _, inner := range many.Unwrap() {
			said(inner, do)
		}
	} else if inner := errors.Unwrap(err); inner != nil {
		said(inner, do)
	}
}
