package seal

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// person is plainly made up.
const person = Text("6402060101809001")

func keys(t testing.TB) *Keys {
	k, err := Load(filepath.Join(t.TempDir(), "deep", "key"))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestSealedOpensInItsPlaceOnly(t *testing.T) {
	k := keys(t)
	sealed := k.Sealer().Seal(nil, "nik", 7, person)
	if bytes.Contains(sealed, []byte(person)) {
		t.Fatal("the sealed value holds the clear one")
	}
	if v, err := k.Open("nik", 7, sealed); err != nil || v != person {
		t.Errorf("Open = %v", err)
	}
	turned := bytes.Clone(sealed)
	turned[len(turned)-1] ^= 1
	foreign := bytes.Clone(sealed)
	foreign[1]++
	for _, tc := range []struct {
		name   string
		column string
		row    int64
		sealed []byte
	}{
		{"another row", "nik", 8, sealed},
		{"another column", "kk", 7, sealed},
		{"one bit turned", "nik", 7, turned},
		{"a key that is not in the file", "nik", 7, foreign},
		{"cut short", "nik", 7, sealed[:20]},
		{"nothing", "nik", 7, nil},
	} {
		if _, err := k.Open(tc.column, tc.row, tc.sealed); !errors.Is(err, ErrSealed) {
			t.Errorf("%s: Open = %v, want ErrSealed", tc.name, err)
		}
	}
}

func TestSealIsNeverTheSameTwice(t *testing.T) {
	s := keys(t).Sealer()
	seen := map[string]bool{}
	for range 200 { // more than one filling of the nonce buffer
		seen[string(s.Seal(nil, "name", 1, "Ibu Contoh"))] = true
	}
	if len(seen) != 200 {
		t.Errorf("200 seals gave %d values", len(seen))
	}
}

func TestMACIsTheStandardOne(t *testing.T) {
	k := keys(t)
	want := hmac.New(sha256.New, k.newest().match)
	want.Write([]byte("nik|v1|" + string(person)))
	s := k.Sealer()
	s.MAC(nil, "kk", "something before")
	if got := s.MAC(nil, "nik", person); !bytes.Equal(got, want.Sum(nil)[:MACSize]) {
		t.Error("MAC is not the first half of HMAC-SHA-256 of kind|v1|value")
	}
	if bytes.Equal(s.MAC(nil, "nik", person), s.MAC(nil, "kk", person)) {
		t.Error("two kinds hash alike")
	}
	if Number(s.MAC(nil, "nik", person)) < 0 {
		t.Error("Number is negative")
	}
}

func TestTheKeyFileStays(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	a, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	b, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if v, err := b.Open("nik", 1, a.Sealer().Seal(nil, "nik", 1, person)); err != nil || v != person {
		t.Errorf("a second Load cannot open what the first sealed: %v", err)
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, want 0600", info.Mode().Perm())
	}
}

func TestAnOlderKeyStillOpens(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	old, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	sealed := old.Sealer().Seal(nil, "nik", 1, person)
	text, _ := os.ReadFile(path)
	more := strings.Repeat("B", 43) + "="
	os.WriteFile(path, append(text, "2 "+more+"\n"...), 0o600)
	k, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if k.ID() != 2 || k.Sealer().KeyID() != 2 {
		t.Errorf("the newest key is %d, want 2", k.ID())
	}
	if v, err := k.Open("nik", 1, sealed); err != nil || v != person {
		t.Errorf("Open with the older key: %v", err)
	}
}

func TestLoadRefuses(t *testing.T) {
	good := fileHead + "\n1 " + strings.Repeat("A", 43) + "=\n"
	for _, tc := range []struct {
		name, text string
		mode       os.FileMode
		want       string
	}{
		{"a file that others may read", good, 0o640, "chmod 600"},
		{"an empty file", "", 0o600, "EOF"},
		{"another file", "ssh-rsa\n", 0o600, "first line"},
		{"no key", fileHead + "\n", 0o600, "no key"},
		{"a short key", fileHead + "\n1 AAAA\n", 0o600, "line 2"},
		{"a key without a number", fileHead + "\nx " + strings.Repeat("A", 43) + "=\n", 0o600, "line 2"},
		{"one number twice", good + "1 " + strings.Repeat("A", 43) + "=\n", 0o600, "two keys 1"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "key")
			os.WriteFile(path, []byte(tc.text), 0o600)
			os.Chmod(path, tc.mode)
			_, err := Load(path)
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("Load = %v, want %q in it", err, tc.want)
			}
			if err != nil && strings.Contains(err.Error(), strings.Repeat("A", 43)) {
				t.Error("the error tells the key")
			}
		})
	}
}

func TestTextDoesNotPrint(t *testing.T) {
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("seen", "nik", person, "keys", keys(t))
	inside, _ := json.Marshal(struct{ NIK Text }{person})
	out := log.String() + string(inside) + fmt.Sprint(person, struct{ T Text }{person}, []Text{person}) +
		fmt.Sprintf("%s %v %+v %#v %q %x %d", person, person, person, person, person, person, person)
	if strings.Contains(out, string(person)) || strings.Contains(out, fmt.Sprintf("%x", string(person))) {
		t.Errorf("the value got out: %s", out)
	}
}

func BenchmarkSealRow(b *testing.B) {
	s, dst := keys(b).Sealer(), make([]byte, 0, 1024)
	for b.Loop() {
		dst = dst[:0]
		for range 3 {
			dst = s.MAC(dst, "nik", person)
		}
		dst = s.SealPerson(dst, InRecord, 7, &somebody)
	}
	b.ReportAllocs()
}
