package registry

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"tepat/ingest/say"

	"golang.org/x/text/encoding/htmlindex"
)

// What a part of a workbook may be.
const (
	maxText    = 512 << 10 // bytes without a tag; a cell of Excel holds 32 767 characters
	maxCellXML = 1 << 20   // bytes of a cell with its tags: beyond, a text of formatted pieces takes memory for each
	maxDepth   = 200       // elements within elements
)

// Why a part is refused. excelize reads a sheet with encoding/xml and takes any
// error for its end: the rows below would be lost without a word.
var (
	errMalformed = say.Errorf(say.Malformed)
	errCut       = say.Errorf(say.CutOff)
	errTwoTables = say.Errorf(say.TwoTables)
	errUnusual   = say.Errorf(say.Unusual)
	errLongText  = say.Errorf(say.LongText, maxText>>10)
	errLongCell  = say.Errorf(say.LongCell, maxCellXML>>10)
	errDeep      = say.Errorf(say.DeepElements, maxDepth)
)

// A scanner follows XML as a stream and says whether encoding/xml, in its
// strict mode, would read it to the end; it is nine times as quick. It
// knows what programs write: elements, attributes, texts with the five named
// characters and numbered ones, and a declaration of UTF-8 above them. For all
// else it has [errUnusual], which is no verdict. What it accepts, encoding/xml
// accepts; FuzzScanner holds that.
type scanner struct {
	*watch
	at   int64  // bytes scanned
	run  int    // bytes since the last tag
	open []byte // names of the open elements, one behind the other
	ends []int  // where in open each ends
}

// scanXML scans a part to its end.
func scanXML(in io.Reader, w *watch) error {
	s := &scanner{watch: w}
	block, kept := make([]byte, 64<<10), 0
	for {
		if kept == len(block) {
			if kept > maxText {
				return errLongText
			}
			block = append(block, make([]byte, len(block))...)
		}
		n, err := in.Read(block[kept:])
		if err != nil && !errors.Is(err, io.EOF) {
			return errMalformed // more bytes than the archive says, or other ones
		}
		text := block[:kept+n]
		done, wrong := s.scan(text, err != nil)
		if wrong != nil {
			return wrong
		}
		s.at += int64(done)
		kept = copy(block, text[done:])
		if err != nil {
			return s.end(kept)
		}
	}
}

// end judges the end of the part, where so many bytes were not understood.
func (s *scanner) end(left int) error {
	if left > 0 || len(s.ends) > 0 || !s.any {
		return errCut
	}
	return nil
}

// scan goes through the tags and texts that are whole in b, and returns how
// many bytes those are. Last says that nothing comes after b.
func (s *scanner) scan(b []byte, last bool) (done int, err error) {
	for done < len(b) {
		text := b[done:]
		n, found, err := until(text, '<')
		if !found && !last {
			n, _, err = until(text[:whole(text)], '<')
		}
		if err != nil {
			return done, err
		}
		s.text(text[:n])
		if s.run += n; s.run > maxText {
			return done, errLongText
		}
		if done += n; !found {
			return done, nil
		}
		if n, err = s.tag(b[done:], s.at+int64(done)); n == 0 || err != nil {
			return done, err
		}
		done, s.run = done+n, 0
	}
	return done, nil
}

// whole returns how much of a text without its end can be judged now: not what
// may be half a letter, half a numbered character, or part of ]]>.
func whole(text []byte) int {
	n := len(text)
	if i := bytes.LastIndexByte(text[max(0, n-maxEntity):], '&'); i >= 0 {
		n = max(0, n-maxEntity) + i
	}
	n -= cutLetter(text[:n])
	for n > 0 && text[n-1] == ']' {
		n--
	}
	return n
}

// plain marks the letters that need no second look, in texts and in values.
var plain = func() (is [256]bool) {
	for c := range is {
		is[c] = c >= 0x20 && c < utf8.RuneSelf && !strings.ContainsRune(`<&]"'`, rune(c)) || c == '\t' || c == '\n' || c == '\r'
	}
	return is
}()

// until checks b up to the first byte end, and returns how many bytes those
// are: '<' ends a text, a quote an attribute's value, where ]]> may stand.
func until(b []byte, end byte) (n int, found bool, err error) {
	for n < len(b) {
		c := b[n]
		switch {
		case plain[c]:
			n++
		case c == end:
			return n, true, nil
		case c == '"' || c == '\'':
			n++
		case c == '&':
			l, err := entity(b[n:])
			if err != nil {
				return n, false, err
			}
			n += l
		case c == ']':
			if end == '<' && bytes.HasPrefix(b[n:], []byte("]]>")) {
				return n, false, errMalformed
			}
			n++
		case c < utf8.RuneSelf: // a control character, or < in a value
			return n, false, errMalformed
		default:
			r, l := utf8.DecodeRune(b[n:])
			if r == utf8.RuneError && l == 1 || !isChar(r) {
				return n, false, errMalformed
			}
			n += l
		}
	}
	return n, false, nil
}

// isChar says whether XML has the character.
func isChar(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || r >= 0x20 && r < 0xd800 || r >= 0xe000 && r < 0xfffe || r >= 0x10000 && r <= utf8.MaxRune
}

// maxEntity is longer than any character by its number that a program writes.
const maxEntity = 12

var entities = [...]string{"&lt;", "&gt;", "&amp;", "&quot;", "&apos;"}

// entity returns the length of the &…; at the beginning of b.
func entity(b []byte) (int, error) {
	for _, e := range entities {
		if bytes.HasPrefix(b, []byte(e)) {
			return len(e), nil
		}
	}
	if !bytes.HasPrefix(b, []byte("&#")) {
		return 0, errMalformed
	}
	end := bytes.IndexByte(b[:min(len(b), maxEntity)], ';')
	if end < 0 {
		return 0, errUnusual
	}
	digits, base := string(b[2:end]), 10
	if hex, ok := strings.CutPrefix(digits, "x"); ok {
		digits, base = hex, 16
	}
	r, err := strconv.ParseUint(digits, base, 31)
	if err != nil || !isChar(rune(r)) {
		return 0, errUnusual
	}
	return end + 1, nil
}

// declared is the declaration that programs write above a part.
var declared = regexp.MustCompile(`^<\?xml\s+version\s*=\s*["']1\.0["'](\s+encoding\s*=\s*["'][uU][tT][fF]-?8["'])?(\s+standalone\s*=\s*["'](yes|no)["'])?\s*\?>`)

// tag reads the tag at the beginning of b, which lies at a byte of the part,
// and returns its length: 0 where its end is not in b.
func (s *scanner) tag(b []byte, at int64) (n int, err error) {
	if len(b) < 2 {
		return 0, nil
	}
	switch b[1] {
	case '!':
		return 0, errUnusual
	case '?':
		if n = bytes.Index(b, []byte("?>")) + 2; n < 2 {
			return 0, nil
		}
		if s.any || !declared.Match(b[:n]) {
			return 0, errUnusual
		}
		return n, nil
	case '/':
		return s.endTag(b, at)
	}
	return s.startTag(b, at)
}

func (s *scanner) endTag(b []byte, at int64) (int, error) {
	name, _ := nameAt(b[2:])
	i := 2 + name + blanks(b[2+name:])
	switch {
	case i == len(b):
		return 0, nil
	case b[i] != '>' || len(s.ends) == 0 || !bytes.Equal(b[2:2+name], s.top()):
		return 0, errMalformed
	}
	return i + 1, s.pop(at + int64(i))
}

func (s *scanner) startTag(b []byte, at int64) (int, error) {
	name, usual := nameAt(b[1:])
	if 1+name == len(b) {
		return 0, nil
	}
	if !usual {
		return 0, errUnusual
	}
	s.typed = false
	for i := 1 + name; ; {
		if i += blanks(b[i:]); i == len(b) {
			return 0, nil
		}
		switch b[i] {
		case '>':
			return i + 1, s.push(b[1:1+name], at)
		case '/':
			if i+1 == len(b) {
				return 0, nil
			}
			if b[i+1] != '>' {
				return 0, errMalformed
			}
			if err := s.push(b[1:1+name], at); err != nil {
				return 0, err
			}
			return i + 2, s.pop(at + int64(i))
		}
		n, err := attribute(b[i:])
		if n == 0 || err != nil {
			return 0, err
		}
		s.typed = s.typed || b[i] == 't' && nameBytes[b[i+1]] == 0 && b[i+n-2] != 'n'
		i += n
	}
}

// attribute returns the length of the name="value" at the beginning of b, 0
// where its end is not in b.
func attribute(b []byte) (int, error) {
	i, usual := nameAt(b)
	if i == len(b) {
		return 0, nil
	}
	if !usual {
		return 0, errUnusual
	}
	if i += blanks(b[i:]); i == len(b) {
		return 0, nil
	}
	if b[i] != '=' {
		return 0, errMalformed
	}
	i++
	if i += blanks(b[i:]); i == len(b) {
		return 0, nil
	}
	quote := b[i]
	if quote != '"' && quote != '\'' {
		return 0, errMalformed
	}
	end := bytes.IndexByte(b[i+1:], quote)
	if end < 0 {
		return 0, nil
	}
	n, _, err := until(b[i+1:i+1+end+1], quote)
	return i + n + 2, err
}

// nameBytes marks the bytes of names: 2 begin one, 1 go on with it.
var nameBytes = func() (in [256]byte) {
	for _, c := range "0123456789:.-" {
		in[c] = 1
	}
	for _, c := range "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_" {
		in[c] = 2
	}
	return in
}()

// nameAt returns the length of the name at the beginning of b, and whether it
// is a usual one: of letters without accents, with one prefix at most.
func nameAt(b []byte) (n int, usual bool) {
	colons := 0
	for n < len(b) && nameBytes[b[n]] > 0 {
		if b[n] == ':' {
			colons++
		}
		n++
	}
	return n, n > 0 && nameBytes[b[0]] == 2 && colons <= 1 && b[n-1] != ':'
}

func blanks(b []byte) int {
	for i, c := range b {
		if c != ' ' && c != '\t' && c != '\n' && c != '\r' {
			return i
		}
	}
	return len(b)
}

func (s *scanner) top() []byte {
	from := 0
	if n := len(s.ends); n > 1 {
		from = s.ends[n-2]
	}
	return s.open[from:]
}

func (s *scanner) push(name []byte, at int64) error {
	s.open = append(s.open, name...)
	s.ends = append(s.ends, len(s.open))
	return s.begin(local(name), at)
}

func (s *scanner) pop(at int64) error {
	s.open = s.open[:len(s.open)-len(s.top())]
	s.ends = s.ends[:len(s.ends)-1]
	return s.finish(at)
}

// local returns a name without its prefix.
func local(name []byte) []byte { return name[bytes.IndexByte(name, ':')+1:] }

// decodeXML reads a part to its end as excelize does.
func decodeXML(in io.Reader, w *watch) error {
	d := xml.NewDecoder(in)
	d.CharsetReader = func(label string, in io.Reader) (io.Reader, error) {
		e, err := htmlindex.Get(label)
		if err != nil {
			return nil, err
		}
		return e.NewDecoder().Reader(in), nil
	}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return errMalformed // its own words may quote the part
		}
		switch t := token.(type) {
		case xml.StartElement:
			w.typed = slices.ContainsFunc(t.Attr, func(a xml.Attr) bool { return a.Name.Local == "t" && a.Value != "n" })
			err = w.begin([]byte(t.Name.Local), d.InputOffset())
		case xml.CharData:
			w.text(t)
		case xml.EndElement:
			err = w.finish(d.InputOffset())
		}
		if err != nil {
			return err
		}
	}
}

// A watch sees the elements of a part begin and end. It bounds what excelize
// takes as one piece, a cell of a sheet or a shared text, and what it would
// pass over: a second table of cells.
type watch struct {
	sheet  bool  // the part is one
	rows   int64 // begun
	tables int
	depth  int   // of open elements
	cell   int   // depth of the open cell; 0 none
	from   int64 // where it began
	any    bool  // an element was met

	numbers *numbers // of the workbook; nil where nobody asks
	typed   bool     // the element that begins says that it is no number
	inValue int      // depth of the open value of a cell that is a number; 0 none
	value   [16]byte // of it, so far
	digits  int      // how many it has, beyond those of value too
	number  bool     // the open cell is one
}

// text takes a piece of what stands between tags.
func (w *watch) text(b []byte) {
	if w.inValue == w.depth && w.inValue > 0 {
		copy(w.value[min(w.digits, len(w.value)):], b)
		w.digits += len(b)
	}
}

// begin notes an element that begins at a byte of the part.
func (w *watch) begin(name []byte, at int64) error {
	if w.depth++; w.depth > maxDepth {
		return errDeep
	}
	if !w.any {
		w.any, w.sheet = true, string(name) == "worksheet"
	}
	switch string(name) {
	case "c", "si":
		if w.cell == 0 {
			w.cell, w.from, w.number = w.depth, at, w.sheet && !w.typed
		}
	case "v":
		if w.number && w.depth == w.cell+1 {
			w.inValue, w.digits = w.depth, 0
		}
	case "row":
		w.rows++
	case "sheetData":
		if w.tables++; w.sheet && w.tables > 1 {
			return errTwoTables
		}
	}
	return w.bound(at)
}

// finish notes that the innermost element ends at a byte of the part.
func (w *watch) finish(at int64) error {
	err := w.bound(at)
	if w.inValue == w.depth {
		if w.inValue = 0; w.digits == len(w.value) && w.numbers != nil {
			w.numbers.saw(string(w.value[:]))
		}
	}
	if w.cell == w.depth {
		w.cell, w.number = 0, false
	}
	w.depth--
	return err
}

func (w *watch) bound(at int64) error {
	if w.cell > 0 && at-w.from > maxCellXML {
		return errLongCell
	}
	return nil
}
