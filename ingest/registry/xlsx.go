package registry

import (
	"archive/zip"
	"errors"
	"io"
	"io/fs"
	"math"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"tepat/geo/poverty"
	"tepat/ingest/say"

	"github.com/xuri/excelize/v2"
)

// Limits of a workbook. What is beyond is no registry but a trap: a small file
// that unpacks to gigabytes.
const (
	maxPacked    = 256 << 20
	maxEntries   = 200      // files in the archive
	maxDirectory = 1 << 20  // bytes of its directory
	maxUnpacked  = 2 << 30  // bytes of all files
	maxRatio     = 100      // unpacked by packed
	maxInMemory  = 16 << 20 // a sheet beyond is unpacked to a temporary file
	maxOther     = 32 << 20 // bytes of all that is neither sheet nor text, which is unpacked into memory
	maxColumns   = 300
	xlsxBatch    = 1000 // rows
)

// ErrArchive says that a workbook is damaged, or made to do harm.
var ErrArchive = say.Errorf(say.Archive)

// ErrNoSheet says that a workbook has no sheet of the name that was asked for.
var ErrNoSheet = say.Errorf(say.NoSheet)

// checkArchive reads the directory of an archive, and unpacks its parts once,
// keeping nothing: excelize would need gigabytes for one long text, and takes
// what is damaged for the end of a sheet. It returns what its cells hold as
// numbers.
func checkArchive(f io.ReaderAt, size int64) (n *numbers, err error) {
	if size > maxPacked {
		return nil, say.Errorf(say.Because, ErrArchive, say.Fill(say.TooLarge, maxPacked>>20))
	}
	in := &bounded{f, maxDirectory + 1<<17}
	z, err := zip.NewReader(in, size)
	if err != nil {
		return nil, say.Errorf(say.Because, ErrArchive, say.NoDirectory)
	}
	if err := checkDirectory(z, size); err != nil {
		return nil, err
	}
	in.left, n = math.MaxInt64, &numbers{}
	for _, e := range z.File {
		if isXML(partName(e)) {
			if err := checkPart(e, n); err != nil {
				return nil, err
			}
		}
	}
	return n, checkBook(z)
}

// checkBook refuses an archive that is no workbook, with what to do about it.
func checkBook(z *zip.Reader) error {
	advice := say.NoWorkbook
	for _, e := range z.File {
		switch name := strings.ToLower(partName(e)); {
		case strings.Contains(name, "workbook") && path.Ext(name) == ".xml":
			return nil
		case name == "xl/workbook.bin":
			advice = say.BinaryBook
		case name == "content.xml":
			advice = say.OpenDocument
		case strings.HasPrefix(name, "word/"):
			advice = say.TextDocument
		}
	}
	return say.Errorf(say.Because, ErrNotTable, advice)
}

// partName returns the name of a part as excelize reads it.
func partName(e *zip.File) string { return strings.ReplaceAll(e.Name, `\`, "/") }

func checkDirectory(z *zip.Reader, size int64) error {
	if len(z.File) > maxEntries {
		return say.Errorf(say.Because, ErrArchive, say.Fill(say.ManyFiles, len(z.File)))
	}
	total, other, seen := uint64(0), uint64(0), map[string]bool{}
	for _, e := range z.File {
		name := partName(e)
		switch {
		case path.IsAbs(name) || strings.Contains("/"+name+"/", "/../"):
			return say.Errorf(say.Because, ErrArchive, say.PointsOutside)
		case seen[strings.ToLower(name)]:
			return say.Errorf(say.Because, ErrArchive, say.FileTwice)
		case !e.Mode().IsRegular() && !e.Mode().IsDir():
			return say.Errorf(say.Because, ErrArchive, say.HoldsLink)
		case nested[path.Ext(strings.ToLower(name))]:
			return say.Errorf(say.Because, ErrArchive, say.HoldsArchive)
		}
		seen[strings.ToLower(name)] = true
		if total += e.UncompressedSize64; e.UncompressedSize64 > maxUnpacked || total > maxUnpacked {
			return say.Errorf(say.Because, ErrArchive, say.Fill(say.UnpacksTo, maxUnpacked>>20))
		}
		if e.UncompressedSize64 > 1<<20 && e.UncompressedSize64 > maxRatio*e.CompressedSize64 {
			return say.Errorf(say.Because, ErrArchive, say.Fill(say.PartUnpacks, maxRatio))
		}
		if !spills(name) {
			if other += e.UncompressedSize64; other > maxOther {
				return say.Errorf(say.Because, ErrArchive, say.Fill(say.OtherUnpacks, maxOther>>20))
			}
		}
	}
	if total > 8<<20 && total > maxRatio*uint64(size) {
		return say.Errorf(say.Because, ErrArchive, say.Fill(say.UnpacksTimes, maxRatio))
	}
	return nil
}

// isXML says whether a part decides what is read, and is XML. What others put
// into a workbook may be anything.
func isXML(name string) bool {
	name = strings.ToLower(name)
	other := strings.HasPrefix(name, "customxml/") || strings.HasPrefix(name, "docprops/")
	ext := path.Ext(name)
	return spills(name) || !other && (ext == ".xml" || ext == ".rels")
}

// checkPart unpacks a part and refuses it where excelize would not read it to
// its end, or would take much memory for little.
func checkPart(e *zip.File, n *numbers) error {
	if e.Mode().IsDir() {
		return nil
	}
	w, before := watch{numbers: n}, *n
	err := unpack(e, &w, scanXML)
	// encoding/xml is slow: it decides where the part is small.
	if errors.Is(err, errUnusual) && (e.UncompressedSize64 <= maxText || !spills(partName(e))) {
		*n = before
		w = watch{numbers: n}
		err = unpack(e, &w, decodeXML)
	}
	if err == nil || errors.Is(err, errCut) && e.UncompressedSize64 == 0 && !spills(partName(e)) {
		return nil
	}
	where := poverty.Text{}
	if w.rows > 0 {
		where = say.Fill(say.PartRow, w.rows)
	}
	return say.Errorf(say.PartIs, ErrArchive, path.Base(partName(e)), where, err)
}

// unpack lets judge read a part.
func unpack(e *zip.File, w *watch, judge func(io.Reader, *watch) error) error {
	part, err := e.Open()
	if err != nil {
		return errMalformed
	}
	defer part.Close()
	return judge(part, w)
}

// spills says whether excelize unpacks a large part of that name to a temporary file.
func spills(name string) bool {
	name = strings.ToLower(name)
	return strings.HasPrefix(name, "xl/worksheets/sheet") || name == "xl/sharedstrings.xml"
}

var nested = map[string]bool{".zip": true, ".xlsx": true, ".gz": true, ".7z": true, ".rar": true, ".tar": true}

// A bounded reader gives a limited number of bytes.
type bounded struct {
	io.ReaderAt
	left int64
}

func (b *bounded) ReadAt(p []byte, off int64) (int, error) {
	if b.left -= int64(len(p)); b.left < 0 {
		return 0, ErrArchive
	}
	return b.ReaderAt.ReadAt(p, off)
}

// An xlsxSource makes batches of the sheets of a workbook, one after another.
type xlsxSource struct {
	table *Table
	long  *numbers
	dir   string // of temporary files
	book  *excelize.File
	todo  []*layout // sheets not yet begun
	sheet *layout
	rows  *excelize.Rows
	row   int64 // last one read from rows
	count int64 // of all sheets
	ahead []string
	held  bool // ahead is a row not yet handed out
}

func openXLSX(t *Table) (_ rowSource, err error) {
	long, err := checkArchive(t.file.f, t.file.Size)
	if err != nil {
		return nil, err
	}
	s := &xlsxSource{table: t, long: long}
	defer func() {
		if err != nil {
			s.close()
		}
	}()
	if s.dir, err = tempDir(t.options.TempDir); err != nil {
		return nil, err
	}
	if _, err := t.file.f.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	s.book, err = excelize.OpenReader(t.file.f, excelize.Options{
		RawCellValue: true, UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxInMemory, TmpDir: s.dir,
	})
	if err != nil {
		return nil, damaged(err)
	}
	return s, s.findSheets()
}

// damaged blames the workbook for an error, unless it is one of a file: the disk
// may be too full to unpack it.
func damaged(err error) error {
	if disk := new(fs.PathError); errors.As(err, &disk) {
		return err
	}
	return say.Errorf(say.Because, ErrArchive, err)
}

// findSheets looks for a header on the sheet that is asked for, else on every sheet.
func (s *xlsxSource) findSheets() error {
	wanted := s.table.options.Sheet
	for _, name := range s.book.GetSheetList() {
		if wanted != "" && name != wanted {
			continue
		}
		first, err := s.firstRows(name)
		if err != nil {
			return damaged(say.Errorf(say.SheetIs, name, err))
		}
		l, err := findLayout(first, s.table.options.Content, s.table.options.Mapping, &s.table.ids)
		if errors.Is(err, ErrNoHeader) && wanted == "" {
			if err := s.passOver(name, first); err != nil {
				return err
			}
			continue
		} else if err != nil {
			return say.Errorf(say.SheetIs, name, err)
		}
		l.sheet = name
		if err := s.table.take(l); err != nil {
			return say.Errorf(say.SheetIs, name, err)
		}
		s.todo = append(s.todo, l)
	}
	if len(s.todo) == 0 {
		if wanted != "" {
			return say.Errorf(say.SheetsThere, ErrNoSheet, wanted, s.book.GetSheetList())
		}
		return say.Errorf(say.Because, ErrNoHeader, needs(s.table.options.Content))
	}
	return nil
}

// passOver notes a sheet that is not read, and how many rows it has.
func (s *xlsxSource) passOver(sheet string, first [][]string) error {
	n := filled(first)
	if len(first) == headerRows { // there may be more
		rows, err := s.book.Rows(sheet)
		if err == nil {
			n, err = countFilled(rows)
		}
		if err != nil {
			return damaged(say.Errorf(say.SheetIs, sheet, err))
		}
	}
	if n > 0 {
		s.table.passedOver = append(s.table.passedOver, PassedOver{sheet, n})
	}
	return nil
}

func countFilled(rows *excelize.Rows) (n int64, err error) {
	for rows.Next() {
		cells, err := rows.Columns()
		if err != nil {
			return n, errors.Join(err, rows.Close())
		}
		if !blank(cells) {
			n++
		}
	}
	return n, errors.Join(rows.Error(), rows.Close())
}

func filled(rows [][]string) (n int64) {
	for _, cells := range rows {
		if !blank(cells) {
			n++
		}
	}
	return n
}

func (s *xlsxSource) firstRows(sheet string) (first [][]string, err error) {
	rows, err := s.book.Rows(sheet)
	if err != nil {
		return nil, err
	}
	for len(first) < headerRows && rows.Next() {
		cells, err := rows.Columns()
		if err != nil {
			return nil, errors.Join(err, rows.Close())
		}
		first = append(first, cells)
	}
	return first, errors.Join(rows.Error(), rows.Close())
}

func (s *xlsxSource) next() (*Batch, error) {
	if s.rows == nil {
		if err := s.begin(); err != nil {
			return nil, err
		}
	}
	b := &Batch{layout: s.sheet, first: s.row + 1}
	if s.held {
		b.first = s.row
		b.cells, s.held = append(b.cells, s.ahead), false
	}
	for {
		cells, err := s.nextRow()
		if err != nil {
			return nil, err
		}
		if cells == nil {
			s.rows = nil
			break
		}
		if len(b.cells) >= xlsxBatch && !s.sameFamily(b.cells[len(b.cells)-1], cells) {
			s.ahead, s.held = cells, true
			break
		}
		b.cells = append(b.cells, cells)
	}
	b.rows = int64(len(b.cells))
	return b, nil
}

// begin opens the next sheet and goes past its header.
func (s *xlsxSource) begin() (err error) {
	if len(s.todo) == 0 {
		return io.EOF
	}
	s.sheet, s.todo, s.row = s.todo[0], s.todo[1:], 0
	if s.rows, err = s.book.Rows(s.sheet.sheet); err != nil {
		return damaged(say.Errorf(say.SheetIs, s.sheet.sheet, err))
	}
	for s.row < s.sheet.row {
		if _, err := s.nextRow(); err != nil {
			return err
		}
	}
	return nil
}

// nextRow returns a row, empty where the sheet has a gap, or nil after the
// last. It fails with [ErrArchive], as all that is wrong here is the workbook.
func (s *xlsxSource) nextRow() ([]string, error) {
	if !s.rows.Next() {
		if err := errors.Join(s.rows.Error(), s.rows.Close()); err != nil {
			return nil, damaged(say.Errorf(say.SheetAfter, s.sheet.sheet, s.row, err))
		}
		return nil, nil
	}
	s.row++
	s.count++
	cells, err := s.rows.Columns()
	if err == nil && len(cells) > maxColumns {
		err = say.Errorf(say.ManyColumns, maxColumns)
	}
	if err != nil {
		return nil, damaged(say.Errorf(say.SheetRow, s.sheet.sheet, s.row, err))
	}
	if cells == nil {
		cells = []string{}
	}
	if s.long.rounded() {
		for _, c := range [...]Column{NIK, KK} {
			if at := s.sheet.at[c]; at >= 0 && at < len(cells) {
				s.long.mark(&cells[at])
			}
		}
	}
	return cells, nil
}

// sameFamily says whether two neighbouring rows of persons belong together.
func (s *xlsxSource) sameFamily(a, b []string) bool {
	key := s.sheet.familyKey(b)
	return s.sheet.persons && key != "" && key == s.sheet.familyKey(a)
}

func (s *xlsxSource) read() (done, total int64) { return s.count, 0 }

func (s *xlsxSource) close() (err error) {
	if s.rows != nil {
		err = s.rows.Close()
	}
	if s.book != nil {
		err = errors.Join(err, s.book.Close())
	}
	if s.dir != "" {
		err = errors.Join(err, os.RemoveAll(s.dir))
	}
	return err
}

const tempPrefix = "tepat-xlsx-"

// tempDir makes a folder of its own for unpacked sheets, which hold people in
// clear, and removes what processes that are gone have left there.
func tempDir(parent string) (string, error) {
	if parent == "" {
		parent = os.TempDir()
	}
	left, _ := filepath.Glob(filepath.Join(parent, tempPrefix+"*"))
	for _, dir := range left {
		pid, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(dir), tempPrefix), "-")
		if n, err := strconv.Atoi(pid); err == nil && errors.Is(syscall.Kill(n, 0), syscall.ESRCH) {
			os.RemoveAll(dir)
		}
	}
	if err := os.MkdirAll(parent, 0o700); err != nil {
		return "", err
	}
	return os.MkdirTemp(parent, tempPrefix+strconv.Itoa(os.Getpid())+"-")
}
