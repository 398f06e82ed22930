package locate

import (
	"testing"

	"pgregory.net/rapid"
)

// What is read the short way is read alike the long way.
func TestPlainNumbersAreReadAlike(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`[-+]?[0-9]{0,4}[.]?[0-9]{0,9}[.,]?[0-9]{0,3}`).Draw(t, "s")
		n, ok := parsePlain(s)
		if !ok {
			return
		}
		if long, ok := parseDecimal(s, false); !ok || long != n {
			t.Errorf("parsePlain(%q) = %+v, parseDecimal = %+v", s, n, long)
		}
	})
}
