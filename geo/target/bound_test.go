package target

import "testing"

// Of a number on either side of the truth is said that it is about that: ± would
// read as how far it may be off.
func TestSignOfABound(t *testing.T) {
	for b, want := range map[Bound]string{AtLeast: "≥ ", AtMost: "≤ ", About: "≈ ", "": ""} {
		if got := b.Sign(); got != want {
			t.Errorf("%q: %q, want %q", b, got, want)
		}
	}
}
