package ingest

import "testing"

// TestInPlainWords: what a list says of a payment stands in clear only where it
// can name nobody.
func TestInPlainWords(t *testing.T) {
	for s, want := range map[string]bool{
		"2025-06": true, "202506": true, "Tahap II 2025": true, "SUDAH CAIR": true, "Gagal Salur": true, "Triwulan 2": true,
		"Belum transaksi":      true,
		"diambil SINTETIS ADI": false, "6402060101159001": false, "64 0206 010115 9001 SINTETIS": false, "081234567890": false,
		"cair cair cair cair cair cair cair": false,
	} {
		if got := inPlainWords(s); got != want {
			t.Errorf("%q: %v", s, got)
		}
	}
}
