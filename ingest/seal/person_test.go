package seal

import (
	"errors"
	"testing"
)

var somebody = Person{NIK: person, KK: "6402060101809002", Name: "Ibu Contoh", Address: "RT 9 Dusun Rekaan"}

func TestAPersonOpensInItsPlaceOnly(t *testing.T) {
	k := keys(t)
	for _, p := range []Person{somebody, {Name: "Ibu Contoh"}, {NIK: person, Address: "é"}} {
		sealed := k.Sealer().SealPerson(nil, InRecord, 7, &p)
		if got, err := k.OpenPerson(InRecord, 7, sealed); err != nil || got != p {
			t.Errorf("OpenPerson: another person, or %v", err)
		}
		if _, err := k.OpenPerson(OnList, 7, sealed); !errors.Is(err, ErrSealed) {
			t.Errorf("in another table: %v, want ErrSealed", err)
		}
		if _, err := k.OpenPerson(InRecord, 8, sealed); !errors.Is(err, ErrSealed) {
			t.Errorf("in another row: %v, want ErrSealed", err)
		}
	}
}

func TestNobodyIsNothing(t *testing.T) {
	k := keys(t)
	if sealed := k.Sealer().SealPerson(nil, InRecord, 7, &Person{}); sealed != nil {
		t.Errorf("nobody was sealed as %d bytes", len(sealed))
	}
	if p, err := k.OpenPerson(InRecord, 7, nil); err != nil || p != (Person{}) {
		t.Errorf("nothing opens as somebody, or %v", err)
	}
}

// A value that is no person, sealed for a person's column, must not break the reader.
func TestNoPerson(t *testing.T) {
	k := keys(t)
	for _, text := range []Text{"", "\x05ab", "\x00\x00\x00", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", "\x01a\x01b\x01c\x7fd"} {
		if _, err := k.OpenPerson(InRecord, 7, k.Sealer().Seal(nil, InRecord, 7, text)); !errors.Is(err, ErrSealed) {
			t.Errorf("%d bytes open as a person: %v", len(text), err)
		}
	}
	for _, sealed := range []string{"\x00\x00", "\x00\x00\x00\x01", "\x00\x00\x00\x00\x00\x00\x00\x00", "\x00\x00\xff\xffab"} {
		if _, err := k.OpenPerson(InRecord, 7, []byte(sealed)); !errors.Is(err, ErrSealed) {
			t.Errorf("%x opens as a person: %v", sealed, err)
		}
	}
}
