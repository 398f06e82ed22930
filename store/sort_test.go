package store

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"tepat/geo/hex"
)

func TestSorterSortsInMemoryAndOnDisk(t *testing.T) {
	for _, tc := range []struct {
		name       string
		rows, size int
		runs       bool
	}{
		{"nothing", 0, 1 << 20, false},
		{"one row", 1, 1 << 20, false},
		{"in memory", 5000, 8 << 20, false},
		{"in many runs", 5000, 4 << 10, true},
		{"every row a run", 40, 1, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			dir := t.TempDir()
			s := newSorter(tc.size, dir)
			defer s.close()
			rng := rand.New(rand.NewPCG(1, 2))
			var want []sortKey
			for range tc.rows {
				key := sortKey{rng.Uint64N(50) << 40, rng.Int64()}
				want = append(want, key)
				if err := s.add(key, func(b []byte) []byte { return appendRow(b, key) }); err != nil {
					t.Fatal(err)
				}
			}
			if (len(s.runs) > 0) != tc.runs {
				t.Errorf("%d runs on disk", len(s.runs))
			}
			if left, _ := os.ReadDir(dir); len(left) > 0 {
				t.Errorf("files with names: %v", left)
			}
			slices.SortFunc(want, func(a, b sortKey) int { return cmp.Or(cmp.Compare(a.cell, b.cell), cmp.Compare(a.id, b.id)) })
			sorted, err := s.merge()
			if err != nil {
				t.Fatal(err)
			}
			for i, key := range want {
				if err := sorted.next(func(row []byte) {
					if !bytes.Equal(row, appendRow(nil, key)) {
						t.Fatalf("row %d is not that of %v", i, key)
					}
				}); err != nil {
					t.Fatalf("row %d: %v", i, err)
				}
			}
			if err := sorted.next(func([]byte) {}); !errors.Is(err, io.EOF) {
				t.Errorf("after the last row: %v, want io.EOF", err)
			}
		})
	}
}

// appendRow writes a row whose length depends on its key.
func appendRow(b []byte, k sortKey) []byte {
	b = binary.LittleEndian.AppendUint64(b, uint64(k.id))
	return append(b, bytes.Repeat([]byte{byte(k.id)}, int(k.id%97))...)
}

func TestARunThatIsCutShortIsNoEnd(t *testing.T) {
	dir := t.TempDir()
	s := newSorter(1, dir)
	defer s.close()
	for i := range 3 {
		key := sortKey{1, int64(100 + i)}
		if err := s.add(key, func(b []byte) []byte { return appendRow(b, key) }); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.wait(); err != nil {
		t.Fatal(err)
	}
	if err := s.runs[1].Truncate(22); err != nil {
		t.Fatal(err)
	}
	_, err := s.merge()
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("merge of a damaged run: %v, want io.ErrUnexpectedEOF", err)
	}
}

// A COPY comes in pieces of any length.
func TestRecordStreamInPieces(t *testing.T) {
	stream := []byte(copyHeader)
	for i := range int64(500) {
		stream = binary.BigEndian.AppendUint16(stream, 5)
		stream = appendInt8(appendInt8(appendInt8(stream, 1000+i), -i), i%7)
		stream = appendBool(appendInt4(stream, int32(i%3)), i%2 == 0)
	}
	stream = append(stream, copyTrailer...)
	for _, size := range []int{1, 7, recordWidth, 1000, len(stream)} {
		r := records{}
		in := &recordStream{to: &r, left: len(copyHeader)}
		for piece := range slices.Chunk(stream, size) {
			if n, err := in.Write(piece); n != len(piece) || err != nil {
				t.Fatal(n, err)
			}
		}
		in.take()
		if len(r.slots) != 500 {
			t.Errorf("in pieces of %d: %d records, want 500", size, len(r.slots))
		}
		for i := range int64(500) {
			s := r.find(1000 + i)
			if s == nil || s.digest != -i || r.place(s) != (place{hex.Cell(i % 7), int32(i % 3), i%2 == 0}) {
				t.Fatalf("in pieces of %d: record %d is %v", size, i, s)
			}
		}
	}
}

func TestRecordsAgainstAMap(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	r := records{}
	want := map[int64]int64{}
	for range 20_000 {
		id := rng.Int64()>>1 | 1
		if want[id] == 0 {
			want[id] = rng.Int64()
			r.makeRoom(1)
			r.put(slot{id: id, digest: want[id], place: r.placeOf(place{cell: hex.Cell(id % 7), village: int32(id % 3)})})
		}
	}
	unseen := map[int64]bool{}
	for id, digest := range want {
		s := r.find(id)
		if s == nil || s.digest != digest || r.place(s) != (place{cell: hex.Cell(id % 7), village: int32(id % 3)}) {
			t.Fatalf("record %d is found as %v", id, s)
		}
		if id%5 == 0 {
			unseen[id] = true
		} else {
			s.seen = true
		}
		if r.find(id+2) != nil && want[id+2] == 0 {
			t.Fatalf("a record that is not there is found")
		}
	}
	if err := r.unseen(func(id int64, _ place) error {
		if !unseen[id] {
			return fmt.Errorf("%d was seen", id)
		}
		delete(unseen, id)
		return nil
	}); err != nil || len(unseen) > 0 {
		t.Errorf("%v; %d unseen records are forgotten", err, len(unseen))
	}
}
