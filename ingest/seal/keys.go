package seal

import (
	"bufio"
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unsafe"

	"github.com/dchest/siphash"
)

// fileHead is the first line of a key file. Each further line is the number
// of a key, a blank, and 32 random bytes in base64. The last line's key is
// used for new values, the others open what they sealed.
const fileHead = "tepat keys v1"

// Keys are the keys of a key file. They do not print.
type Keys struct {
	byID map[int16]*key
	last int16
}

// A key is one line of the file, and what is derived from it (HKDF-SHA-256).
type key struct {
	id     int16
	match  []byte      // HMAC-SHA-256
	aead   cipher.AEAD // AES-256-GCM
	digest [2]uint64   // SipHash
	record []byte      // HMAC-SHA-256
}

// Load reads the key file at path, which it makes with one fresh key if there
// is none. Only its owner may read the file (mode 0600 or 0400).
//
// Whoever loses the file loses the sealed values, and new imports match none
// of the old records: it belongs into the backup, but not beside the dump.
func Load(path string) (*Keys, error) {
	text, err := read(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err = create(path); err == nil {
			text, err = read(path)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	k, err := parse(text)
	if err != nil {
		return nil, fmt.Errorf("seal: key file %s: %w", path, err)
	}
	return k, nil
}

// Record returns the record keys of families by their number, for the cell-key
// method: 32 bits of a keyed hash. They come of the file's first key, so that a
// key added later changes none of them, and the noise that rests on them, as a
// release follows another.
func (k *Keys) Record() func(family int64) uint32 {
	mac := hmac.New(newSHA256, k.byID[slices.Min(slices.Collect(maps.Keys(k.byID)))].record)
	var number [8]byte
	sum := make([]byte, 0, sha256.Size)
	return func(family int64) uint32 {
		mac.Reset()
		binary.BigEndian.PutUint64(number[:], uint64(family))
		mac.Write(number[:])
		return binary.BigEndian.Uint32(mac.Sum(sum))
	}
}

// Rows returns a keyed hash of the rows of files (SipHash-2-4), by which they
// are known again. Under two ways of reading them, or two keys, it is another.
func (k *Keys) Rows(how string) func(row string) uint64 {
	b, err := hkdf.Key(newSHA256, k.newest().record, nil, "tepat reading v1|"+how, 16)
	if err != nil {
		panic(err)
	}
	k0, k1 := binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:])
	return func(row string) uint64 {
		return siphash.Hash(k0, k1, unsafe.Slice(unsafe.StringData(row), len(row))) // a million copies would show
	}
}

// Marks returns a keyed hash of a constant for every key, by its number: by it
// one file is told from another.
func (k *Keys) Marks() map[int16][]byte {
	marks := map[int16][]byte{}
	for id, one := range k.byID {
		mac := hmac.New(newSHA256, one.match)
		mac.Write([]byte("tepat key mark v1"))
		marks[id] = mac.Sum(nil)[:16]
	}
	return marks
}

// ID names the newest key.
func (k *Keys) ID() int16 { return k.last }

// String returns [redacted].
func (k *Keys) String() string { return redacted }

// Format writes [redacted], whatever the verb.
func (k *Keys) Format(f fmt.State, verb rune) { Text("").Format(f, verb) }

// LogValue returns [redacted].
func (k *Keys) LogValue() slog.Value { return slog.StringValue(redacted) }

func (k *Keys) newest() *key { return k.byID[k.last] }

func read(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if mode := info.Mode(); !mode.IsRegular() || mode.Perm()&0o177 != 0 {
		return nil, fmt.Errorf("key file %s has mode %v, which lets others in: chmod 600 %[1]s", path, mode.Perm())
	}
	text := make([]byte, 64<<10)
	n, err := f.Read(text)
	if err != nil {
		return nil, fmt.Errorf("key file %s: %w", path, err)
	}
	return text[:n], nil
}

// create makes a key file. It appears whole or not at all, and of two that
// create at once the first wins.
func create(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".key-") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	var secret [32]byte
	rand.Read(secret[:])
	_, err = fmt.Fprintf(f, "%s\n1 %s\n", fileHead, base64.StdEncoding.EncodeToString(secret[:]))
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

func parse(text []byte) (*Keys, error) {
	lines := bufio.NewScanner(bytes.NewReader(text))
	if !lines.Scan() || lines.Text() != fileHead {
		return nil, fmt.Errorf("the first line is not %q", fileHead)
	}
	k := &Keys{byID: map[int16]*key{}}
	for n := 2; lines.Scan(); n++ {
		id, secret, err := parseLine(lines.Text())
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		if k.byID[id] != nil {
			return nil, fmt.Errorf("line %d: there are two keys %d", n, id)
		}
		if k.byID[id], err = derive(id, secret); err != nil {
			return nil, err
		}
		k.last = id
	}
	if len(k.byID) == 0 {
		return nil, errors.New("it holds no key")
	}
	return k, nil
}

func parseLine(line string) (id int16, secret []byte, err error) {
	number, text, _ := strings.Cut(line, " ")
	n, err := strconv.ParseInt(number, 10, 16)
	if err != nil || n < 1 {
		return 0, nil, errors.New("it does not begin with the number of a key")
	}
	secret, err = base64.StdEncoding.DecodeString(text)
	if err != nil || len(secret) != 32 {
		return 0, nil, errors.New("the key is not 32 bytes in base64")
	}
	return int16(n), secret, nil
}

func derive(id int16, secret []byte) (*key, error) {
	// One secret, three uses: 32 bytes to match, 32 to seal, 16 for the digest.
	b, err := hkdf.Key(newSHA256, secret, nil, "tepat register v1", 80)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(b[32:64])
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	record, err := hkdf.Key(newSHA256, secret, nil, "tepat record v1", 32)
	if err != nil {
		return nil, err
	}
	digest := [2]uint64{binary.LittleEndian.Uint64(b[64:]), binary.LittleEndian.Uint64(b[72:])}
	return &key{id: id, match: b[:32], aead: aead, digest: digest, record: record}, nil
}

func newSHA256() hash.Hash { return sha256.New() }
