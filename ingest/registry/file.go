package registry

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"unicode/utf8"

	"tepat/geo/poverty"
	"tepat/ingest/say"

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
	head  []byte // its first bytes, [headSize] at most
	valid bool   // UTF-8 throughout
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
			f.head = bytes.Clone(text[:min(headSize, len(text))])
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
func (f *File) isZip() bool { return bytes.HasPrefix(f.head, []byte("PK\x03\x04")) }

// headSize is how much of a file tells its kind.
const headSize = 512

// ErrNotTable says that a file is neither CSV nor XLSX.
var ErrNotTable = say.Errorf(say.NotTable)

// otherKinds are known by their first bytes, with what to do about them.
var otherKinds = []struct {
	head   string
	advice poverty.Text
}{
	{"\xd0\xcf\x11\xe0", say.OldWorkbook},
	{"\x1f\x8b", say.Gzip},
	{"%PDF", say.PDF},
	{"<", say.WebPage},
	{"{", say.IsJSON},
}

// checkKind refuses a file that is empty or of a kind that holds no table.
func (f *File) checkKind() error {
	if f.Size == 0 {
		return say.Errorf(say.Because, ErrNotTable, say.EmptyFile)
	}
	start := bytes.TrimLeft(bytes.TrimPrefix(f.head, []byte(markUTF8)), " \t\r\n")
	for _, k := range otherKinds {
		if bytes.HasPrefix(start, []byte(k.head)) {
			return say.Errorf(say.Because, ErrNotTable, k.advice)
		}
	}
	return nil
}

// markUTF8 is the byte order mark of UTF-8.
const markUTF8 = "\xef\xbb\xbf"

// text returns the file from its beginning, as UTF-8 without a byte order
// mark, its lines ended by a line feed.
func (f *File) text() (io.Reader, error) {
	if _, err := f.f.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	if bytes.HasPrefix(f.head, []byte(markUTF8)) {
		if _, err := f.f.Seek(int64(len(markUTF8)), io.SeekStart); err != nil {
			return nil, err
		}
	}
	return lines(f.decoded())
}

// decoded returns what is left of the file as UTF-8. What is not UTF-8 is UTF-16
// if its mark says so, or its first letters have an empty half; else windows-1252.
func (f *File) decoded() io.Reader {
	utf16 := func(order unicode.Endianness, mark unicode.BOMPolicy) io.Reader {
		return unicode.UTF16(order, mark).NewDecoder().Reader(f.f)
	}
	h := f.head
	switch {
	case bytes.HasPrefix(h, []byte(markUTF8)):
		// The mark promises UTF-8; a byte that is none becomes U+FFFD.
		return transform.NewReader(f.f, unicode.UTF8.NewDecoder())
	case bytes.HasPrefix(h, []byte("\xff\xfe")), bytes.HasPrefix(h, []byte("\xfe\xff")):
		return utf16(unicode.LittleEndian, unicode.ExpectBOM)
	case len(h) >= 4 && h[0] != 0 && h[1] == 0 && h[2] != 0 && h[3] == 0:
		return utf16(unicode.LittleEndian, unicode.IgnoreBOM)
	case len(h) >= 4 && h[0] == 0 && h[1] != 0 && h[2] == 0 && h[3] != 0:
		return utf16(unicode.BigEndian, unicode.IgnoreBOM)
	case !f.valid:
		return charmap.Windows1252.NewDecoder().Reader(f.f)
	}
	return f.f
}

// lines returns text with line feeds for line ends. Old programs, and Excel for
// "CSV (Macintosh)", end a line with a carriage return alone: unread, the whole
// file would be one row, and families would pass for its header. Where there is
// a line feed as well, a carriage return is a slip within a cell.
func lines(text io.Reader) (io.Reader, error) {
	in := bufio.NewReaderSize(text, 64<<10)
	head, err := in.Peek(64 << 10)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	quoted, alone := false, false
	for i, c := range head {
		switch {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '\r' && i+1 < len(head) && head[i+1] != '\n':
			alone = true
		case c == '\n':
			return in, nil
		}
	}
	if alone {
		return carriageReturns{in}, nil
	}
	return in, nil
}

// carriageReturns reads a carriage return as a line feed.
type carriageReturns struct{ in io.Reader }

func (r carriageReturns) Read(p []byte) (int, error) {
	n, err := r.in.Read(p)
	for i, c := range p[:n] {
		if c == '\r' {
			p[i] = '\n'
		}
	}
	return n, err
}
