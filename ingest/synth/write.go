package synth

import (
	"errors"
	"io"

	"tepat/geo/area"
)

func (r *Regency) Write(dir string, progress func(done, total int64)) (files []string, err error) {
	return nil, errors.New("synth: not yet")
}

func WriteCSV(w io.Writer, areas []area.Area, n int, seed uint64) error { return nil }
