package store

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"slices"
	"testing"
)

// A runReader gives the rows of each run in their order, whatever the size of
// the pieces that are asked for.
func TestRunsAreReadInOrder(t *testing.T) {
	for _, piece := range []int{1, 7, 64 << 10} {
		rng := rand.New(rand.NewPCG(5, 6))
		from, back := make(chan *run, 9), make(chan *run, 9)
		var want []byte
		for n := range 5 {
			r, keys := &run{}, []sortKey{}
			for range n * n * 9 { // the first run is empty
				key := sortKey{rng.Uint64N(50) << 40, rng.Int64()}
				keys = append(keys, key)
				r.add(key, func(b []byte) []byte { return appendRow(b, key) })
			}
			slices.SortFunc(keys, sortKey.compare)
			for _, k := range keys {
				want = appendRow(want, k)
			}
			from <- r
		}
		from <- nil
		var got []byte
		in, buffer := &runReader{from: from, back: back}, make([]byte, piece)
		for {
			n, err := in.Read(buffer)
			got = append(got, buffer[:n]...)
			if errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(got, want) {
			t.Errorf("in pieces of %d: %d bytes that are not the %d of the sorted runs", piece, len(got), len(want))
		}
		if len(back) != 5 {
			t.Errorf("%d runs came back, want 5", len(back))
		}
	}
}

func TestAStreamThatIsBrokenOffIsNoEnd(t *testing.T) {
	from := make(chan *run, 1)
	r := &run{}
	r.add(sortKey{1, 2}, func(b []byte) []byte { return append(b, "row"...) })
	from <- r
	close(from)
	if _, err := io.ReadAll(&runReader{from: from, back: make(chan *run, 1)}); !errors.Is(err, errBrokenOff) {
		t.Errorf("%v, want errBrokenOff", err)
	}
}
