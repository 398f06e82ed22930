package synth

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"github.com/paulmach/orb/geojson"
)

// Write writes the regency's files into a folder, which it makes if need be:
// areas.geojson (when the boundaries are made up), households-p3ke.xlsx,
// households-dtsen.csv and recipients-PROGRAMME.csv. It returns their paths.
// Progress hears how many rows are written; it may be nil.
func (r *Regency) Write(dir string, progress func(done, total int64)) (files []string, err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("synth: %w", err)
	}
	t := &tally{total: r.rows(), tell: progress}
	for _, f := range r.files() {
		path := filepath.Join(dir, f.name)
		if err := toFile(path, func(w io.Writer) error { return f.write(w, t.row) }); err != nil {
			return files, fmt.Errorf("synth: write %s: %w", f.name, err)
		}
		files = append(files, path)
	}
	t.end()
	return files, nil
}

// A file is one that Write writes; its writer calls row after each.
type file struct {
	name  string
	write func(w io.Writer, row func()) error
}

func (r *Regency) files() (files []file) {
	files = append(files, file{"areas.geojson", r.writeAreas}, file{"households-p3ke.xlsx", r.writeP3KE}, file{"households-dtsen.csv", r.writeDTSEN})
	for k, p := range programmes {
		files = append(files, file{"recipients-" + p.id + ".csv", func(w io.Writer, row func()) error { return r.writeList(w, k, row) }})
	}
	return files
}

// toFile writes a file through a buffer.
func toFile(path string, write func(io.Writer) error) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	b := bufio.NewWriterSize(f, 1<<20)
	err = write(b)
	return errors.Join(err, b.Flush(), f.Close())
}

// rows counts the rows of all files, but for those written twice.
func (r *Regency) rows() (n int64) {
	for _, f := range r.families {
		for _, in := range []registers{inP3KE, inDTSEN} {
			if f.listed&in != 0 {
				n++
			}
		}
		for k := range programmes {
			if f.receives.has(k) {
				n++
			}
		}
	}
	return n
}

// A tally counts rows and tells of them now and then.
type tally struct {
	done, total int64
	tell        func(done, total int64)
}

func (t *tally) row() {
	t.done++
	if t.tell != nil && t.done%1000 == 0 {
		t.tell(min(t.done, t.total), t.total)
	}
}

func (t *tally) end() {
	if t.tell != nil {
		t.tell(t.total, t.total)
	}
}

// writeAreas writes the villages with the field names of the maps of BIG.
func (r *Regency) writeAreas(w io.Writer, _ func()) error {
	collection := geojson.NewFeatureCollection()
	for _, v := range r.villages {
		f := geojson.NewFeature(v.Shape)
		f.Properties = geojson.Properties{"KDEPUM": string(v.Code), "NAMOBJ": v.Name, "WADMKD": v.Name,
			"WADMKC": v.district, "WADMKK": v.regency, "WADMPR": v.province}
		collection.Append(f)
	}
	text, err := collection.MarshalJSON()
	if err != nil {
		return err
	}
	_, err = w.Write(text)
	return err
}

// name is what the head of a family is called; it says that nobody is.
func (f *family) name() string {
	given := [...]string{"ADI", "BUDI", "CITRA", "DARMA", "EKA", "FAJAR", "GITA", "HADI", "INDAH", "JAYA"}
	return fmt.Sprintf("SINTETIS %s %06d", given[f.number%len(given)], f.number)
}

// rt returns the number of the neighbourhood, of about 70 families.
func (f *family) rt() string { return fmt.Sprintf("%03d", 1+f.number/70%40) }

func (f *family) address() string { return "RT " + f.rt() + " SINTETIS" }

func number(n int) string { return strconv.Itoa(n) }
