package registry

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"

	"gopkg.in/yaml.v3"
)

// A Mapping says what the columns and words of a file mean, where the built-in
// spellings do not know it. It is laid over them: what it does not name is
// still found by its usual spelling.
type Mapping struct {
	// Sheet is the one sheet to read; "" all that have a header.
	Sheet string `yaml:"sheet"`
	// Header is the row of the header, counted from 1; 0 looks for it.
	Header int `yaml:"header"`
	// List says that every row is a recipient, though the file has a register's columns.
	List bool `yaml:"list"`
	// Register says that every row is of a registry, though the file has a list's columns.
	Register bool `yaml:"register"`
	// Columns names the file's header for a column of tepat ([Columns]).
	Columns map[string]string `yaml:"columns"`
	// Receives names the file's header for a programme's flag, by programme id.
	Receives map[string]string `yaml:"receives"`
	// Values adds words to yes, no, female, male, head.
	Values map[string][]string `yaml:"values"`

	sum [32]byte
}

// programmeID is how the catalogue spells its ids.
var programmeID = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

// ReadMapping reads a mapping in YAML. An error names the entry that tepat
// does not know.
func ReadMapping(r io.Reader) (*Mapping, error) {
	text, err := io.ReadAll(io.LimitReader(r, 1<<20))
	if err != nil {
		return nil, fmt.Errorf("registry: mapping: %w", err)
	}
	m := &Mapping{sum: sha256.Sum256(text)}
	d := yaml.NewDecoder(bytes.NewReader(text))
	d.KnownFields(true)
	if err := d.Decode(m); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("registry: mapping: %w", err)
	}
	if err := m.check(); err != nil {
		return nil, fmt.Errorf("registry: mapping: %w", err)
	}
	return m, nil
}

func (m *Mapping) check() error {
	for _, name := range slices.Sorted(maps.Keys(m.Columns)) {
		if _, ok := columnNamed(name); !ok {
			return fmt.Errorf("columns: there is no column %q", name)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(m.Receives)) {
		if !programmeID.MatchString(id) {
			return fmt.Errorf("receives: %q is not the id of a programme, e.g. blt_dd", id)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(m.Values)) {
		if _, ok := builtinWords[name]; !ok {
			return fmt.Errorf("values: %q is none of yes, no, female, male, head", name)
		}
	}
	if m.Header < 0 || m.Header > headerRows {
		return fmt.Errorf("header: %d is not a row from 1 to %d", m.Header, headerRows)
	}
	return nil
}

// Fingerprint tells one mapping from another; "" for none.
func (m *Mapping) Fingerprint() string {
	if m == nil {
		return ""
	}
	return fmt.Sprintf("%x", m.sum[:8])
}

// meanings returns the table of spellings with the mapping laid over it.
func (m *Mapping) meanings() map[string]meaning {
	if m == nil {
		return spelled
	}
	over := maps.Clone(spelled)
	for name, header := range m.Columns {
		c, _ := columnNamed(name)
		over[foldHeader(header)] = meaning{column: c, rank: -1}
	}
	for id, header := range m.Receives {
		over[foldHeader(header)] = meaning{flag: id, rank: -1}
	}
	return over
}

// missing returns a header that the mapping names and the row does not have, or "".
func (m *Mapping) missing(row []string) string {
	if m == nil {
		return ""
	}
	there := map[string]bool{}
	for _, cell := range row {
		there[foldHeader(cell)] = true
	}
	for _, named := range []map[string]string{m.Columns, m.Receives} {
		for _, key := range slices.Sorted(maps.Keys(named)) {
			if !there[foldHeader(named[key])] {
				return named[key]
			}
		}
	}
	return ""
}

// words returns what the words in cells mean, by their folded form.
func (m *Mapping) words() map[string]word {
	w := map[string]word{}
	add := func(values map[string][]string) {
		for _, name := range slices.Sorted(maps.Keys(values)) {
			for _, v := range values[name] {
				f := foldHeader(v)
				w[f] = w[f].with(name)
			}
		}
	}
	add(builtinWords)
	if m != nil {
		add(m.Values)
	}
	return w
}

// builtinWords are the words of the registries, by what they say.
var builtinWords = map[string][]string{
	"yes":    {"ya", "y", "iya", "yes", "1", "true", "benar", "ada", "penerima", "menerima", "padan", "valid"},
	"no":     {"tidak", "tdk", "t", "no", "n", "0", "false", "bukan", "tidak ada", "bukan penerima", "tidak menerima", "tidak padan", "tidak valid"},
	"female": {"p", "pr", "perempuan", "wanita", "f", "female", "2"},
	"male":   {"l", "lk", "laki", "laki-laki", "pria", "m", "male", "1"},
	"head":   {"kepala keluarga", "kepala", "kepala rumah tangga", "krt", "kk", "1"},
}

// A word is what a cell's word says in each kind of column.
type word struct {
	yes  int8 // 1 yes, −1 no, 0 neither
	sex  byte // 'F', 'M' or 0
	head bool
}

func (w word) with(name string) word {
	switch name {
	case "yes":
		w.yes = 1
	case "no":
		w.yes = -1
	case "female":
		w.sex = 'F'
	case "male":
		w.sex = 'M'
	case "head":
		w.head = true
	}
	return w
}

// unsaid says whether a cell holds nothing, in one of the ways people write that.
func unsaid(s string) bool {
	switch s {
	case "", "-", "--", "0", "NULL", "null", "N/A", "n/a", "#N/A", "NaN":
		return true
	}
	for i := range len(s) {
		if s[i] != ' ' && s[i] != '-' && s[i] != '.' {
			return false
		}
	}
	return true
}
