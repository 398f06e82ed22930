package ingest

import (
	"tepat/geo/poverty"
)

// A table is a set of numbers by open addressing: 8 bytes each and no pointer,
// where a Go map takes five times as much. Zero marks an empty slot.
type table struct {
	slots []uint64
	n     int
}

// find returns the slot that holds key or where it belongs. Only the bits
// above shift are the key.
func (t *table) find(key uint64, shift uint) *uint64 {
	if 4*t.n >= 3*len(t.slots) {
		t.grow(2*len(t.slots), shift)
	}
	mask := uint64(len(t.slots) - 1)
	for i := spread(key) & mask; ; i = (i + 1) & mask {
		if t.slots[i] == 0 || t.slots[i]>>shift == key {
			return &t.slots[i]
		}
	}
}

// touch reads the slot where the search for key begins.
func (t *table) touch(key uint64) uint64 {
	if len(t.slots) == 0 {
		return 0
	}
	return t.slots[spread(key)&uint64(len(t.slots)-1)]
}

// expect makes room for n numbers, which spares moving the first of them again and again.
func (t *table) expect(n int, shift uint) {
	size := 1024
	for 4*n >= 3*size {
		size *= 2
	}
	if size > len(t.slots) {
		t.grow(size, shift)
	}
}

func (t *table) grow(size int, shift uint) {
	old := t.slots
	t.slots = make([]uint64, max(1024, size))
	mask := uint64(len(t.slots) - 1)
	for _, v := range old {
		if v == 0 {
			continue
		}
		i := spread(v>>shift) & mask
		for t.slots[i] != 0 {
			i = (i + 1) & mask
		}
		t.slots[i] = v
	}
}

// spread makes neighbours strangers (the finalizer of SplitMix64).
func spread(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// ids is a set of record numbers, or other hashes.
type ids struct{ table }

// add says whether id was new.
func (s *ids) add(id int64) bool {
	key := max(uint64(id), 1) // 0 is an empty slot
	slot := s.find(key, 0)
	if *slot != 0 {
		return false
	}
	*slot = key
	s.n++
	return true
}

// stackLimit is how many families may stand on one spot: beyond, the point is
// an office or an operator's chair.
const stackLimit = 5

// stacks counts families by spot: 57 bits of spot above 7 bits of count.
type stacks struct {
	table
	over map[poverty.Spot]int64 // families beyond the 127th
}

const countBits = 7

// add counts a family, and says whether the spot has too many.
func (s *stacks) add(spot poverty.Spot) (tall bool) {
	slot := s.find(uint64(spot), countBits)
	switch *slot & (1<<countBits - 1) {
	case 0:
		*slot = uint64(spot)<<countBits | 1
		s.n++
	case 1<<countBits - 1:
		if s.over == nil {
			s.over = map[poverty.Spot]int64{}
		}
		s.over[spot]++
	default:
		*slot++
	}
	return *slot&(1<<countBits-1) > stackLimit
}

// tall returns the spots with too many families, and how many families that are.
func (s *stacks) tall() (spots []poverty.Spot, families int64) {
	for _, v := range s.slots {
		if n := int64(v & (1<<countBits - 1)); n > stackLimit {
			spot := poverty.Spot(v >> countBits)
			spots = append(spots, spot)
			families += n + s.over[spot]
		}
	}
	return spots, families
}
