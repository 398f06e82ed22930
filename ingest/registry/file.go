package registry

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// A File is a file of families or recipients, not yet understood.
type File struct {
	Name   string // base name
	Size   int64
	SHA256 [32]byte

	f     *os.File
	info  os.FileInfo
	head  [4]byte
	valid bool // UTF-8 throughout
}

// Open opens a file and reads it once, for its hash and its encoding. That
// takes about a second for two gigabytes.
func Open(path string) (*File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("registry: %w", err)
	}
	file := &File{Name: filepath.Base(path), f: f}
	if err := file.scan(); err != nil {
		f.Close()
		return nil, fmt.Errorf("registry: %s: %w", file.Name, err)
	}
	return file, nil
}

// Close closes the file.
func (f *File) Close() error { return f.f.Close() }

func (f *File) scan() (err error) {
	if f.info, err = f.f.Stat(); err != nil {
		return err
	}
	f.Size, f.valid = f.info.Size(), true
	sum := sha256.New()
	block, kept := make([]byte, 1<<20), 0
	for first := true; ; first = false {
		n, err := f.f.Read(block[kept:])
		sum.Write(block[kept : kept+n])
		text := block[:kept+n]
		if first {
			copy(f.head[:], text)
		}
		// A letter may be cut by the end of the block: look at it with the next.
		whole := len(text)
		if err == nil {
			whole -= cutLetter(text)
		}
		f.valid = f.valid && utf8.Valid(text[:whole])
		kept = copy(block, text[whole:])
		if errors.Is(err, io.EOF) {
			sum.Sum(f.SHA256[:0])
			return nil
		} else if err != nil {
			return err
		}
	}
}

// cutLetter returns how many bytes at the end of b begin a letter that is not whole.
func cutLetter(b []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(b); n++ {
		if tail := b[len(b)-n:]; utf8.RuneStart(tail[0]) {
			if utf8.FullRune(tail) {
				return 0
			}
			return n
		}
	}
	return 0
}

// unchanged returns an error if the file was written to since it was opened.
func (f *File) unchanged() error {
	now, err := f.f.Stat()
	if err != nil {
		return err
	}
	if now.Size() != f.info.Size() || !now.ModTime().Equal(f.info.ModTime()) {
		return errors.New("the file was changed while it was read")
	}
	return nil
}

// isZip says whether the file is a workbook, or some other archive.
func (f *File) isZip() bool { return bytes.Equal(f.head[:], []byte("PK\x03\x04")) }

// ErrNotTable says that a file is neither CSV nor XLSX.
var ErrNotTable = errors.New("the file is neither CSV nor XLSX")

// otherKinds are known by their first bytes, with what to do about them.
var otherKinds = []struct{ head, advice string }{
	{"\xd0\xcf\x11\xe0", "it is an old Excel workbook (.xls) or one with a password: open it in Excel or LibreOffice and save it as .xlsx without a password"},
	{"\x1f\x8b", "it is compressed with gzip: unpack it first (gunzip)"},
	{"%PDF", "it is a PDF, from which no table can be read: ask for the table it was printed from, as XLSX or CSV"},
}

// checkKind refuses a file that is empty or of a kind that holds no table.
func (f *File) checkKind() error {
	if f.Size == 0 {
		return fmt.Errorf("%w: it is empty, perhaps its download or copy was broken off: fetch it again", ErrNotTable)
	}
	for _, k := range otherKinds {
		if bytes.HasPrefix(f.head[:], []byte(k.head)) {
			return fmt.Errorf("%w: %s", ErrNotTable, k.advice)
		}
	}
	return nil
}

// text returns the file from its beginning, as UTF-8 without a byte order
// mark. What is not UTF-8 is UTF-16 if its mark says so, else windows-1252.
func (f *File) text() (io.Reader, error) {
	if _, err := f.f.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	switch mark := f.head[:]; {
	case bytes.HasPrefix(mark, []byte("\xef\xbb\xbf")):
		// The mark promises UTF-8; a byte that is none becomes U+FFFD.
		_, err := f.f.Seek(3, io.SeekStart)
		return transform.NewReader(f.f, unicode.UTF8.NewDecoder()), err
	case bytes.HasPrefix(mark, []byte("\xff\xfe")), bytes.HasPrefix(mark, []byte("\xfe\xff")):
		return unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Reader(f.f), nil
	case !f.valid:
		return charmap.Windows1252.NewDecoder().Reader(f.f), nil
	}
	return f.f, nil
}
