package main

import (
	"strings"

	"tepat/geo/poverty"

	"github.com/spf13/pflag"
)

// A spoken verb says sentences in Indonesian or English.
type spoken struct{ language string }

func (s *spoken) flags(f *pflag.FlagSet, of string) {
	f.StringVar(&s.language, "language", "id", of+": id or en")
}

// local is flags with the default of the environment's language, where the words go
// beside what is said in English.
func (s *spoken) local(f *pflag.FlagSet, of string, lookup func(string) (string, bool)) {
	f.StringVar(&s.language, "language", localLanguage(lookup), of+": id or en (default: that of LC_ALL, LC_MESSAGES or LANG)")
}

// localLanguage returns id where the environment's locale is Indonesian, else en.
// The first of the variables that is set decides, as in POSIX.
func localLanguage(lookup func(string) (string, bool)) string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if locale, _ := lookup(name); locale != "" {
			if i := strings.IndexAny(locale, "_.@"); i >= 0 {
				locale = locale[:i]
			}
			if locale == "id" {
				return "id"
			}
			return "en"
		}
	}
	return "en"
}

func (s *spoken) check() error {
	if s.language != "id" && s.language != "en" {
		return usage("--language is id or en, not %q", s.language)
	}
	return nil
}

// say returns a sentence in the language asked for.
func (s *spoken) say(t poverty.Text) string {
	if s.language == "en" {
		return t.EN
	}
	return t.ID
}

// in returns the text in the language asked for.
func (s *spoken) in(en, id string) string { return s.say(poverty.Text{EN: en, ID: id}) }
