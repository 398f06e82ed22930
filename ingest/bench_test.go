package ingest_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"tepat/geo/poverty"
	"tepat/ingest"
	"tepat/ingest/seal"
)

// A hollow register takes everything and keeps nothing: what is left is the
// work of reading, checking, placing and sealing.
type hollow struct{ families int }

func (h *hollow) FindImport(context.Context, *poverty.Import) error { return poverty.ErrNotFound }

func (h *hollow) FindTwin(context.Context, *poverty.Import) (poverty.Import, error) {
	return poverty.Import{}, poverty.ErrNotFound
}

func (h *hollow) Distinct() {}

func (h *hollow) Import(_ context.Context, _ *poverty.Import, _ string, read func(poverty.Intake) error, _ func(done, total int64)) error {
	return read(h)
}

func (h *hollow) Same(int64, int64) bool                { return false }
func (h *hollow) Holds() int                            { return 0 }
func (h *hollow) Touch(int64) uint64                    { return 0 }
func (h *hollow) Seen(int64) (known, seen bool)         { return false, false }
func (h *hollow) Keep(*poverty.Household)               {}
func (h *hollow) Stay(int64)                            {}
func (h *hollow) AddHousehold(*poverty.Household) error { h.families++; return nil }
func (h *hollow) Recall(uint64, int, *poverty.Household) (r poverty.Reading, ok bool) {
	return r, false
}
func (h *hollow) Remember(*poverty.Household, *poverty.Reading) error { return nil }
func (h *hollow) AddMembership(*poverty.Membership) error             { return nil }
func (h *hollow) AddFault(*poverty.Fault) error                       { return nil }
func (h *hollow) Newer(int64, int32) bool                             { return false }
func (h *hollow) Closing() []poverty.Closing                          { return nil }
func (h *hollow) Settle([]poverty.Spot, bool)                         {}

// BenchmarkHouseholds reads, checks, places and seals 200 000 families.
func BenchmarkHouseholds(b *testing.B) {
	const n = 200_000
	path := filepath.Join(b.TempDir(), "families.csv")
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	out := bufio.NewWriter(f)
	fmt.Fprintln(out, dtsen)
	for i := range n {
		born := time.Date(1950, 1, 1+i/1000, 0, 0, 0, 0, time.UTC).Format("020106")
		fmt.Fprintf(out, "D%d,640207%s%04d,640206%s%04d,Ibu Contoh %d,Jl. Contoh %d,64.02.06.1001,%d,4,ya,tidak,116.9%05d,-0.4%05d\n",
			i, born, 9000+(i+5)%1000, born, 9000+i%1000, i, i, 1+i%10, i*7919%100000, i*104729%100000)
	}
	out.Flush()
	f.Close()
	keys, err := seal.Load(filepath.Join(b.TempDir(), "key"))
	if err != nil {
		b.Fatal(err)
	}
	places := makePlaces()
	b.ReportAllocs()
	for b.Loop() {
		h := &hollow{}
		if _, err := ingest.Households(context.Background(), path, poverty.DTSEN, ingest.Settings{AsOf: june, System: "kemendagri", AsideLimit: 1, CloseLimit: 1, NewLimit: 1, Now: june}, h, places, keys); err != nil || h.families != n {
			b.Fatal(h.families, err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/family")
}
