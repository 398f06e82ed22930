package seal

import (
	"encoding/binary"
	"strings"
)

// A Person is what is personal in a record. It is sealed as one value: a third
// of the bytes and of the time of four.
type Person struct{ NIK, KK, Name, Address Text }

// The columns that persons are sealed for.
const (
	InRecord = "person"        // of a registry, by the number of the record
	OnList   = "member.person" // of a programme's list, by the number of the family
)

// fields are the values of a person, in the order in which they are sealed.
func (p *Person) fields() [4]*Text { return [...]*Text{&p.NIK, &p.KK, &p.Name, &p.Address} }

// SealPerson seals a person as [Sealer.Seal] does; nobody is nothing.
func (s *Sealer) SealPerson(dst []byte, column string, row int64, p *Person) []byte {
	if *p == (Person{}) {
		return dst
	}
	s.clear = s.clear[:0]
	for _, v := range p.fields() {
		s.clear = append(binary.AppendUvarint(s.clear, uint64(len(*v))), *v...)
	}
	return s.seal(dst, column, row, s.clear)
}

// OpenPerson returns the person that was sealed for this column and row, or [ErrSealed].
func (k *Keys) OpenPerson(column string, row int64, sealed []byte) (p Person, err error) {
	if len(sealed) == 0 {
		return p, nil
	}
	if rest, ok := strings.CutPrefix(string(sealed), singly); ok {
		return k.openSingly(strings.TrimSuffix(column, InRecord), row, rest)
	}
	text, err := k.Open(column, row, sealed)
	if err != nil {
		return p, err
	}
	rest := []byte(text)
	for _, v := range p.fields() {
		n, size := binary.Uvarint(rest)
		if size <= 0 || n > uint64(len(rest)-size) {
			return Person{}, ErrSealed
		}
		*v, rest = Text(rest[size:size+int(n)]), rest[size+int(n):]
	}
	return p, nil
}

// singly, where else the number of a key stands, says that the values of a
// person follow each sealed for itself behind its length of two bytes, as the
// register had them before migration 0006.
const singly = "\x00\x00"

func (k *Keys) openSingly(prefix string, row int64, rest string) (p Person, err error) {
	for i, v := range p.fields() {
		if len(rest) < 2 {
			return Person{}, ErrSealed
		}
		n := int(rest[0])<<8 | int(rest[1])
		if rest = rest[2:]; n > len(rest) {
			return Person{}, ErrSealed
		}
		if n > 0 {
			if *v, err = k.Open(prefix+[...]string{"nik", "kk", "name", "address"}[i], row, []byte(rest[:n])); err != nil {
				return Person{}, err
			}
		}
		rest = rest[n:]
	}
	return p, nil
}
