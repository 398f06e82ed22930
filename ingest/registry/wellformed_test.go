package registry

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/iotest"
)

const (
	sheetPart  = "xl/worksheets/sheet1.xml"
	sheetBegin = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n" +
		`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`
	sheetEnd = `</sheetData><pageMargins left="0.7" right="0.7"/></worksheet>`
)

// sheetRow writes a row of texts.
func sheetRow(n int, cells ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<row r="%d">`, n)
	for i, c := range cells {
		fmt.Fprintf(&b, `<c r="%c%d" t="inlineStr"><is><t>%s</t></is></c>`, 'A'+i, n, c)
	}
	return b.String() + "</row>"
}

// sheetOf writes a sheet with something put in after its third row; a large
// one has more rows behind than are judged by encoding/xml.
func sheetOf(large bool, inside string) string {
	var b strings.Builder
	b.WriteString(sheetBegin + sheetRow(1, "NIK", "Desa") + sheetRow(2, "6402064101809001", "Loa Tebu") + sheetRow(3, "6402064101809002", "Loa Tebu"))
	b.WriteString(inside)
	for n := 5; n < 8 || large && b.Len() < maxText+1000; n++ {
		b.WriteString(sheetRow(n, fmt.Sprintf("640206%06d9%03d", n, n%1000), "Loa Tebu"))
	}
	return b.String() + sheetEnd
}

// TestADamagedSheetIsRefused: excelize takes what is malformed for the end of
// the sheet, and the rows below would be missing without a word.
func TestADamagedSheetIsRefused(t *testing.T) {
	cell := func(s string) string { return `<row r="4"><c r="A4" t="inlineStr"><is><t>` + s + `</t></is></c></row>` }
	for name, inside := range map[string]string{
		"a cell without an end":           `<row r="4"><c r="A4"></row>`,
		"an end without a beginning":      `</c>`,
		"another end":                     `<row r="4"></col>`,
		"an ampersand":                    cell("Desa & Kota"),
		"an entity that nobody knows":     cell("Desa&nbsp;Kota"),
		"the end of a CDATA section":      cell("]]>"),
		"a control character":             cell("\x01"),
		"half a letter":                   cell("Desa \xc3"),
		"no character":                    cell("\uffff"),
		"a surrogate":                     cell("\xed\xa0\x80"),
		"an attribute without quotes":     `<row r=4></row>`,
		"an attribute without a value":    `<row r></row>`,
		"a value that is not closed":      `<row r="4></row>`,
		"a tag that is not closed":        `<row r="4"`,
		"a slash in a tag":                `<row /r="4">`,
		"zeros where the disk was broken": strings.Repeat("\x00", 4096),
		"a second table of cells":         "</sheetData><sheetData>",
	} {
		for _, large := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, large %v", name, large), func(t *testing.T) {
				err := failure(t, write(t, "x.xlsx", withPart(t, sheetPart, sheetOf(large, inside))))
				if !errors.Is(err, ErrArchive) || !strings.Contains(err.Error(), `"sheet1.xml", row `) {
					t.Errorf("%v, want ErrArchive and where", err)
				}
			})
		}
	}
	whole := sheetOf(true, "")
	for name, text := range map[string]string{
		"cut in the middle":             whole[:len(whole)/2],
		"cut between two rows":          whole[:strings.LastIndex(whole, "<row")],
		"nothing":                       "",
		"a declaration":                 whole[:strings.Index(whole, "<worksheet")],
		"large, with a comment":         sheetOf(true, "<!-- -->"),
		"large, of another encoding":    strings.Replace(whole, "UTF-8", "windows-1252", 1),
		"elements within elements":      sheetOf(false, strings.Repeat("<a>", maxDepth)+strings.Repeat("</a>", maxDepth)),
		"large, elements within others": sheetOf(true, strings.Repeat("<a>", maxDepth)+strings.Repeat("</a>", maxDepth)),
	} {
		t.Run(name, func(t *testing.T) {
			if err := failure(t, write(t, "x.xlsx", withPart(t, sheetPart, text))); !errors.Is(err, ErrArchive) {
				t.Errorf("%v, want ErrArchive", err)
			}
		})
	}
	t.Run("shared texts", func(t *testing.T) {
		if err := failure(t, write(t, "x.xlsx", withPart(t, "xl/sharedStrings.xml", "<sst><si><t>a</t></si><si><t>b & c</t></si></sst>"))); !errors.Is(err, ErrArchive) {
			t.Errorf("%v, want ErrArchive", err)
		}
	})
	t.Run("a sheet by another name", func(t *testing.T) {
		if err := failure(t, write(t, "x.xlsx", withPart(t, "xl/worksheets/data.xml", sheetOf(true, "</c>")))); !errors.Is(err, ErrArchive) {
			t.Errorf("%v, want ErrArchive", err)
		}
	})
}

// TestWhatProgramsWriteIsRead to the last row.
func TestWhatProgramsWriteIsRead(t *testing.T) {
	row4 := sheetRow(4, "6402064101809003", "Loa Tebu")
	for name, text := range map[string]string{
		"plainly":                       sheetOf(true, row4),
		"the characters of XML":         sheetOf(true, sheetRow(4, "6402064101809003", "&lt;Loa&gt; &amp; &quot;Tebu&apos; &#233;&#xe9;&#x1F600;&#10;&#x0000A; é😀 ]] ]>")),
		"a > in a value":                sheetOf(true, strings.Replace(row4, `r="A4"`, `r="A4" a='"]]>' b = "x>y"`, 1)),
		"blanks in tags":                sheetOf(true, strings.ReplaceAll(row4, "</row>", "</row\n >")),
		"an empty element":              sheetOf(true, `<row r="4"><c r="A4"/><c r="B4" s="1" /></row>`),
		"a prefix":                      strings.NewReplacer("<?", "<?", "</", "</x:", "<", "<x:", "xmlns=", "xmlns:x=").Replace(sheetOf(true, row4)),
		"a byte order mark":             "\ufeff" + sheetOf(true, row4),
		"no declaration":                strings.TrimPrefix(sheetOf(true, row4), sheetBegin[:strings.Index(sheetBegin, "<worksheet")]),
		"small, with a comment":         sheetOf(false, row4+"<!-- \x26 -->"),
		"small, with a CDATA section":   sheetOf(false, sheetRow(4, "6402064101809003", "<![CDATA[Loa & Tebu]]>")),
		"small, of another encoding":    strings.Replace(sheetOf(false, sheetRow(4, "6402064101809003", "Loa Tebu \xe9")), "UTF-8", "windows-1252", 1),
		"small, with a name of letters": sheetOf(false, row4+"<é/>"),
		"many formatted pieces": sheetOf(true, `<row r="4"><c r="A4" t="inlineStr"><is>`+
			strings.Repeat(`<r><rPr><b/><sz val="11"/><rFont val="Calibri"/></rPr><t>a</t></r>`, 5000)+`</is></c></row>`),
	} {
		t.Run(name, func(t *testing.T) {
			path := write(t, "x.xlsx", withPart(t, sheetPart, text))
			got, _ := families(t, path, Options{})
			if n := int64(strings.Count(text, "row>")+strings.Count(text, "row\n >")) - 2; len(got) == 0 || got[len(got)-1].Row < n {
				t.Errorf("%d families, want the last in row %d or below", len(got), n)
			}
		})
	}
	t.Run("what is not read may be anything", func(t *testing.T) {
		for _, part := range []string{"customXml/item1.xml", "docProps/custom.xml", "xl/drawings/vmlDrawing1.vml", "xl/empty.xml"} {
			text := "<br>"
			if part == "xl/empty.xml" {
				text = ""
			}
			if got, _ := families(t, write(t, "x.xlsx", withPart(t, sheetPart, sheetOf(false, ""), part, text)), Options{}); len(got) != 5 {
				t.Errorf("%s: %d families, want 5", part, len(got))
			}
		}
	})
}

// TestACellOfAMillionPieces would take some 400 bytes for each.
func TestACellOfAMillionPieces(t *testing.T) {
	var pieces strings.Builder
	for i := range 1_000_000 {
		fmt.Fprintf(&pieces, "<r><t>%x</t></r>", i*7919%65536)
	}
	for name, content := range map[string][]byte{
		"in the sheet": withPart(t, sheetPart, sheetOf(false, `<row r="4"><c r="A4" t="inlineStr"><is>`+pieces.String()+"</is></c></row>")),
		"shared":       withPart(t, "xl/sharedStrings.xml", "<sst><si>"+pieces.String()+"</si></sst>"),
	} {
		if err := failure(t, write(t, "x.xlsx", content)); !errors.Is(err, ErrArchive) || !errors.Is(err, errLongCell) {
			t.Errorf("%s: %v, want errLongCell", name, err)
		}
	}
}

// FuzzScanner holds the scanner against encoding/xml: what it accepts is read
// to the end, what it calls damaged is not, wherever its blocks end.
func FuzzScanner(f *testing.F) {
	for _, s := range []string{sheetOf(false, ""), "<a b='c' d=\"&#xA;\">]] &amp; ]></a>", "<a:b/>", "<a></b>", "<?xml version='1.0'?><a/>", "<a>&#0;</a>",
		"<a>&#xD800;</a>", "<a>]]>", "<a>\xed\xa0\x80</a>", "\ufeff<a/>", "<a b=\"1\"c='2'/>", "<a:b:c/>", "<:a/>", "<a:/>", "<a/><b/>", "<a \x00/>", "<a/>x", "<a>\r\n</a >", "<1/>", "<a -b='1'/>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var all, one, slow watch
		fast := scanXML(strings.NewReader(s), &all)
		if bytewise := scanXML(iotest.OneByteReader(strings.NewReader(s)), &one); !errors.Is(bytewise, fast) || all != one && fast == nil {
			t.Fatalf("%v, by single bytes %v", fast, bytewise)
		}
		err := decodeXML(strings.NewReader(s), &slow)
		switch {
		case fast == nil && (err != nil || all.rows != slow.rows || all.tables != slow.tables):
			t.Errorf("accepted, but encoding/xml says %v, %d rows of %d", err, slow.rows, all.rows)
		case errors.Is(fast, errMalformed) && err == nil:
			t.Error("damaged, but encoding/xml reads it")
		case errors.Is(fast, errCut) && err == nil && slow.any:
			t.Error("cut off, but encoding/xml reads it")
		}
	})
}
