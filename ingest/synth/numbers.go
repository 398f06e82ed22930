package synth

import (
	"slices"
	"strings"
	"time"
)

// elsewhere are districts outside the regency where people were first registered.
var elsewhere = []string{"630205", "730810", "352411", "640803", "647202", "330512", "737106", "351509"}

// Numbers hands out NIK and KK, each once. They are built as real ones are,
// PPKKCC DDMMYY SSSS: the district, a day, and a serial, here from 9000 on.
type numbers struct {
	offices []string  // districts as six digits: elsewhere, then those of the regency
	home    []int     // by village: place of its district in offices
	used    [][]int16 // by office and day: how many serials are given
}

func newNumbers(villages []village) *numbers {
	n := &numbers{offices: slices.Clone(elsewhere)}
	for _, v := range villages {
		office := strings.ReplaceAll(string(v.Code), ".", "")[:6]
		if n.offices[len(n.offices)-1] != office {
			n.offices = append(n.offices, office)
		}
		n.home = append(n.home, len(n.offices)-1)
	}
	n.used = make([][]int16, len(n.offices))
	return n
}

// Days are counted from epoch, when the oldest head may be born. Family cards
// bear days on which no head was born, so no KK is anybody's NIK.
var epoch = time.Date(1930, 1, 1, 0, 0, 0, 0, time.UTC)

const (
	days      = 36_525 // a century
	firstCard = 28_490 // 1 January 2008
	cardDays  = 6_200  // to the end of 2024

	firstSerial = 9000
	serials     = 1000
)

// person gives a NIK to one born on a day, or on the next day that has room.
func (n *numbers) person(office, day int, sex byte) (birth time.Time, nik string) {
	birth, serial := n.take(office, day)
	d := birth.Day()
	if sex == 'F' {
		d += 40
	}
	return birth, n.digits(office, d, birth, serial)
}

// card gives the KK of a card issued so many days after the first.
func (n *numbers) card(office, day int) string {
	t, serial := n.take(office, firstCard+day)
	return n.digits(office, t.Day(), t, serial)
}

// take uses up a serial of a day.
func (n *numbers) take(office, day int) (time.Time, int) {
	if n.used[office] == nil {
		n.used[office] = make([]int16, days)
	}
	used := n.used[office]
	for used[day] == serials {
		day++
	}
	count := int(used[day])
	used[day]++
	first := int(scramble(uint64(office)<<32|uint64(day)) % serials)
	return epoch.AddDate(0, 0, day), firstSerial + (first+count)%serials
}

func (n *numbers) digits(office, day int, t time.Time, serial int) string {
	b := append(make([]byte, 0, 16), n.offices[office]...)
	for _, x := range [...]int{day, int(t.Month()), t.Year() % 100, serial / 100, serial % 100} {
		b = append(b, byte('0'+x/10), byte('0'+x%10))
	}
	return string(b)
}
