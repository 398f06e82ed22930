package boundary

import (
	"regexp"
	"slices"
	"strings"

	"tepat/geo/area"
	"tepat/geo/poverty"
	"tepat/ingest/say"
)

// Columns say which field of a file holds what; "" where none does.
type Columns struct{ Code, Name, District, Regency string }

// Spellings of fields, the surest first, as [plain] writes them. KDEPUM and
// WADMKD are those of the maps of BIG, iddesa and nmdesa those of BPS.
var (
	codes = map[area.System]map[area.Level][]string{
		area.Kemendagri: {
			area.Village:  {"kdepum", "kodekemendagri", "kodekemdagri", "kodedagri", "kodedesa", "kodekel", "kodekelurahan", "kode", "kodewilayah", "code"},
			area.District: {"kdcpum", "kodekemendagri", "kodekemdagri", "kodedagri", "kodekec", "kodekecamatan", "kode", "kodewilayah", "code"},
			area.Regency:  {"kdpkab", "kodekemendagri", "kodekemdagri", "kodedagri", "kodekab", "kodekabkota", "kodekabupaten", "kode", "kodewilayah", "code"},
		},
		area.BPS: {
			area.Village:  {"kdebps", "kodebps", "iddesa", "kodedesa", "kode", "kodewilayah", "code"},
			area.District: {"kdcbps", "kodebps", "idkec", "kodekec", "kode", "kodewilayah", "code"},
			area.Regency:  {"kdbbps", "kodebps", "idkab", "kodekab", "kode", "kodewilayah", "code"},
		},
	}
	names = map[area.Level][]string{
		area.Village:  {"wadmkd", "nmdesa", "namadesa", "namakel", "namakelurahan", "desakelurahan", "desa", "kelurahan", "village"},
		area.District: {"wadmkc", "nmkec", "namakec", "namakecamatan", "kecamatan", "district"},
		area.Regency:  {"wadmkk", "nmkab", "namakab", "namakabupaten", "kabupatenkota", "kabupaten", "regency"},
	}
	anyName = []string{"namobj", "nama", "name"} // the area's own, whatever its level
)

// Columns finds the fields of a file of areas. The flags name fields
// themselves, in any case; "" leaves it to the known spellings.
func (f *File) Columns(system area.System, level area.Level, codeFlag, nameFlag string) (c Columns, err error) {
	if c.Code, err = f.field("code", codeFlag, codes[system][level]); err != nil {
		return c, err
	}
	if c.Name, err = f.field("name", nameFlag, slices.Concat(names[level], anyName)); err != nil {
		return c, err
	}
	if level == area.Village {
		c.District = f.find(names[area.District])
	}
	if level != area.Regency {
		c.Regency = f.find(names[area.Regency])
	}
	return c, nil
}

// fieldWords are the words for the fields that a flag may name.
var fieldWords = map[string]poverty.Text{"code": say.FieldCode, "name": say.FieldName}

func (f *File) field(what, flag string, spellings []string) (string, error) {
	if flag == "" {
		if found := f.find(spellings); found != "" {
			return found, nil
		}
		return "", say.Errorf(say.FieldNotKnown,
			f.Name, fieldWords[what], what, strings.Join(f.Fields, ", "))
	}
	if i := slices.IndexFunc(f.Fields, func(s string) bool { return strings.EqualFold(s, flag) }); i >= 0 {
		return f.Fields[i], nil
	}
	return "", say.Errorf(say.NoField, f.Name, flag, strings.Join(f.Fields, ", "))
}

// find returns the field with the first spelling that occurs, or "".
func (f *File) find(spellings []string) string {
	for _, s := range spellings {
		if i := slices.IndexFunc(f.Fields, func(field string) bool { return plain(field) == s }); i >= 0 {
			return f.Fields[i]
		}
	}
	return ""
}

var notPlain = regexp.MustCompile(`[^a-z0-9]`)

// plain returns a field's name in small letters and digits alone.
func plain(field string) string { return notPlain.ReplaceAllString(strings.ToLower(field), "") }
