package api

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"tepat/geo/hex"
	"tepat/tiles"

	"github.com/gorilla/mux"
	"github.com/paulmach/orb"
)

// part returns a variable of the path: the only place that reads them.
func part(r *http.Request, name string) string { return mux.Vars(r)[name] }

// query returns the parameters of r, each given once at most; others than
// those allowed are refused by name.
func query(r *http.Request, allowed ...string) (map[string]string, error) {
	if r.URL.RawQuery == "" {
		return nil, nil
	}
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, bad("the query cannot be read: %v", err)
	}
	q := map[string]string{}
	for name, v := range values {
		switch {
		case !slices.Contains(allowed, name):
			return nil, bad("unknown parameter %q", name)
		case len(v) > 1:
			return nil, bad("parameter %q is given %d times", name, len(v))
		}
		q[name] = v[0]
	}
	return q, nil
}

// list splits a parameter at its commas; nothing is no list.
func list(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ",")
}

// whole reads a whole number between two bounds; "" is the fallback.
func whole(name, s string, least, most, fallback int) (int, error) {
	if s == "" {
		return fallback, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < least || n > most {
		return 0, bad("%s is a whole number from %d to %d, not %q", name, least, most, s)
	}
	return n, nil
}

// coordinate reads the column, row or zoom of a tile in its one spelling. A
// number beyond all grids is no fault of form.
func coordinate(name, s string) (int, error) {
	n, err := parse(s, 32)
	if errors.Is(err, strconv.ErrRange) {
		return -1, nil
	}
	if err != nil {
		return 0, bad("%s is a whole number, not %q", name, s)
	}
	return int(n), nil
}

// parse reads a whole number of so many bits in its one spelling: with a plus
// or a zero before it, it is an [strconv.ErrSyntax].
func parse(s string, bits int) (int64, error) {
	n, err := strconv.ParseInt(s, 10, bits)
	digits := strings.TrimPrefix(s, "-")
	if err == nil && s != "0" && (digits[0] == '0' || digits[0] == '+') {
		return 0, strconv.ErrSyntax
	}
	return n, err
}

// writtenShare reads a share as people write it, with comma or point: 0,7, 70%, or 70, as what is above 1 are per cent.
func writtenShare(s string) (float64, error) {
	digits, percent := strings.CutSuffix(strings.TrimSpace(s), "%")
	v, err := strconv.ParseFloat(strings.Replace(strings.TrimSpace(digits), ",", ".", 1), 64)
	if percent || v > 1 {
		v /= 100
	}
	// The negated test refuses NaN too.
	if err != nil || !(v >= 0 && v <= 1) {
		return 0, strconv.ErrSyntax
	}
	return v, nil
}

func resolution(s string) (int, error) {
	return whole("resolution", s, hex.Root, hex.Base, hex.Base)
}

// bbox reads west,south,east,north in degrees; "" is the whole Earth. West
// may be above east: the box then crosses the antimeridian.
func bbox(s string) (b orb.Bound, err error) {
	if s == "" {
		return tiles.Everywhere, nil
	}
	parts := strings.Split(s, ",")
	if len(parts) != 4 {
		return b, bad("bbox is west,south,east,north in degrees, not %q", s)
	}
	var v [4]float64
	for i, p := range parts {
		most := [2]float64{180, 90}[i%2]
		// The negated test refuses NaN too.
		if v[i], err = strconv.ParseFloat(p, 64); err != nil || !(-most <= v[i] && v[i] <= most) {
			return b, bad("bbox is west,south,east,north in degrees, not %q", s)
		}
	}
	if v[1] > v[3] {
		return b, bad("bbox has its south %v above its north %v", v[1], v[3])
	}
	return orb.Bound{Min: orb.Point{v[0], v[1]}, Max: orb.Point{v[2], v[3]}}, nil
}
