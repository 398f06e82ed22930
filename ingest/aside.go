package ingest

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"tepat/geo/poverty"
	"tepat/ingest/registry"
	"tepat/ingest/seal"
)

// A RowAside is a row that was set aside, or whose coordinate waits for a
// decision, as the file had it.
type RowAside struct {
	Sheet    string     `json:"sheet,omitempty"`
	Row      int64      `json:"row"`
	Rule     string     `json:"rule"`
	Header   []string   `json:"header"`
	Cells    [][]string `json:"cells"` // one row, or those of a family in a file of persons
	Proposal *Proposal  `json:"proposal,omitempty"`
}

// A Proposal is a guess at a coordinate.
type Proposal struct {
	Longitude  float64 `json:"longitude"`
	Latitude   float64 `json:"latitude"`
	DistanceM  float64 `json:"distance_m"` // from the declared village; 0 inside
	Confidence float64 `json:"confidence"` // 0 to 1
}

// OpenAside opens the row that was sealed with a fault of an import; a fault
// without one is [poverty.ErrNotFound].
func OpenAside(keys *seal.Keys, imported int64, f poverty.Fault) (RowAside, error) {
	var row RowAside
	if len(f.Sealed) == 0 {
		return row, fmt.Errorf("ingest: row %d was not set aside: %w", f.Row, poverty.ErrNotFound)
	}
	text, err := keys.Open(faultColumn, faultRow(imported, f.Row), f.Sealed)
	if err != nil {
		return row, fmt.Errorf("ingest: row %d: %w", f.Row, err)
	}
	if err := json.Unmarshal([]byte(text), &row); err != nil {
		return row, fmt.Errorf("ingest: row %d: its sealed text is no JSON", f.Row)
	}
	return row, nil
}

// faultColumn and faultRow are what the row of a fault is sealed for.
const faultColumn = "fault.row"

func faultRow(imported, row int64) int64 { return imported<<32 | row&(1<<32-1) }

// sealRow seals the rows of a family as JSON.
func sealRow(s *seal.Sealer, imported int64, f *registry.Family, rule string, p *Proposal) []byte {
	text, err := json.Marshal(RowAside{f.Sheet, f.Row, rule, f.Headers(), f.Cells, p})
	if err != nil {
		panic(err) // strings and finite numbers always marshal
	}
	return s.Seal(nil, faultColumn, faultRow(imported, f.Row), seal.Text(text))
}

// setAside notes the rule that the row of f fell under, and seals the row.
func (w *work) setAside(s *seal.Sealer, imported int64, f *registry.Family, rule *registry.Rule, column string) {
	w.faults = append(w.faults, poverty.Fault{
		Sheet: f.Sheet, Row: f.Row, Column: column, Rule: rule.ID, Message: rule.Message, Severity: rule.Severity,
		Sealed: sealRow(s, imported, f, rule.ID, nil),
	})
}

// WriteAside opens the rows of a report that were set aside, or whose
// coordinate waits for a decision, and writes them as CSV: where and why first,
// then the columns of the file as they were. Each sheet begins with its own
// header. What it writes is personal.
func WriteAside(w io.Writer, keys *seal.Keys, r *Report) error {
	out := csv.NewWriter(w)
	var header []string
	for _, f := range r.Faults {
		row, err := OpenAside(keys, r.ID, f)
		if errors.Is(err, poverty.ErrNotFound) {
			continue
		} else if err != nil {
			return err
		}
		if header == nil || !slices.Equal(header, row.Header) {
			header = row.Header
			out.Write(append([]string{"tepat_row", "tepat_rule", "tepat_longitude", "tepat_latitude", "tepat_confidence"}, header...))
		}
		for _, cells := range row.Cells {
			out.Write(row.line(cells))
		}
	}
	out.Flush()
	return out.Error()
}

func (row *RowAside) line(cells []string) []string {
	line := []string{strconv.FormatInt(row.Row, 10), row.Rule, "", "", ""}
	if p := row.Proposal; p != nil {
		for i, v := range [...]float64{p.Longitude, p.Latitude, p.Confidence} {
			line[2+i] = strconv.FormatFloat(v, 'f', -1, 64)
		}
	}
	for _, c := range cells {
		// A minus before a number is no formula.
		if strings.Trim(c, "0123456789.,-+ ") != "" {
			c = plain(c)
		}
		line = append(line, c)
	}
	return line
}
