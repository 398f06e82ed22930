package main

import (
	"tepat/geo/poverty"

	"github.com/spf13/pflag"
)

// A spoken verb says sentences in Indonesian or English.
type spoken struct{ language string }

func (s *spoken) flags(f *pflag.FlagSet, of string) {
	f.StringVar(&s.language, "language", "id", of+": id or en")
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
