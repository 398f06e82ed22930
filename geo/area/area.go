// Package area holds administrative areas: their codes, which mean nothing
// without code system and vintage, their names and aliases, and which of them
// holds a point.
package area

import "github.com/paulmach/orb"

// A System is who gave the code: the same digits name other places in another system.
type System string

// The two code systems of Indonesia.
const (
	Kemendagri System = "kemendagri" // 64.02.06.1001, dotted
	BPS        System = "bps"        // 6403090001, plain digits
)

// A Level is the rank of an area.
type Level string

// The levels that tepat knows, coarse to fine (kabupaten/kota, kecamatan, desa/kelurahan).
const (
	Regency  Level = "regency"
	District Level = "district"
	Village  Level = "village"
)

// A Code names an area within its system and vintage, in canonical form:
// Kemendagri 64.02.06.1001 / 64.02.06 / 64.02, BPS 6403090001 / 6403090 / 6403.
type Code string

// An Area is one administrative area at one vintage.
type Area struct {
	ID      int32 // key in the store; 0 before it is kept
	System  System
	Vintage string // the year of the code list, e.g. "2025"
	Level   Level
	Code    Code
	Name    string
	Parent  Code             // "" for a regency
	Shape   orb.MultiPolygon // lon, lat, WGS 84; nil where only the name is known
}
