package boundary

import (
	"regexp"
	"strings"

	"tepat/ingest/say"
)

// A CRS is a coordinate system as PROJ reads it: EPSG:32750, or the
// well-known text of a .prj, under any name or none; "" where nobody says it.
// PROJ knows all systems of Indonesia, SRGI2013 and unnamed TM-3 zones among them.
type CRS string

// WGS84 is longitude and latitude in degrees, in this order.
const WGS84 CRS = "EPSG:4326"

var (
	crsCode = regexp.MustCompile(`(?i)^(?:urn:ogc:def:crs:)?EPSG:(?:[0-9.]*:)?(\d{4,6})$`)
	crsText = regexp.MustCompile(`(?i)^(GEOGCS|PROJCS|COMPD_CS|GEOGCRS|GEODCRS|GEODETICCRS|GEOGRAPHICCRS|PROJCRS|PROJECTEDCRS|COMPOUNDCRS)\s*\[`)
	// ESRI's text for WGS 84, as nearly every .prj in degrees has it.
	crsWGS84 = regexp.MustCompile(`(?i)^GEOGCS\["[^"]*",\s*DATUM\["(D_)?WGS_?(19)?84",.*PRIMEM\["Greenwich",\s*0(\.0*)?\b.*UNIT\["Degree"`)
	// What makes PROJ open a file, or read on in its own language.
	crsFiles = regexp.MustCompile(`(?i)extension|parameterfile|grid|\+proj|bound`)
)

// maxCRS is more than any .prj holds.
const maxCRS = 16 << 10

// toCRS reads the names that files use: EPSG:32750, urn:ogc:def:crs:EPSG::32750, CRS84.
func toCRS(name string) CRS {
	name = strings.TrimSpace(strings.TrimPrefix(name, "\ufeff"))
	if code := crsCode.FindStringSubmatch(name); code != nil {
		return CRS("EPSG:" + code[1])
	}
	if strings.HasSuffix(strings.ToUpper(name), ":CRS84") || crsWGS84.MatchString(name) {
		return WGS84
	}
	return CRS(name)
}

// check refuses what is neither a code nor plain well-known text: the text of
// a file goes to PROJ, which would open other files if asked to.
func (c CRS) check() error {
	switch {
	case c == "", crsCode.MatchString(string(c)):
		return nil
	case len(c) < maxCRS && crsText.MatchString(string(c)) && !crsFiles.MatchString(string(c)):
		return nil
	}
	return say.Errorf(say.UnknownCRS, ErrFormat, string(c))
}
