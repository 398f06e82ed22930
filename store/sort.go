package store

import (
	"bufio"
	"cmp"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"slices"
)

// runSize is how many bytes a sorter keeps in memory before it writes a sorted
// run to disk. Two such buffers are in use, one filling and one being written.
const runSize = 16 << 20

// A sortKey is what rows are ordered by.
type sortKey struct {
	cell uint64
	id   int64
}

func (k sortKey) compare(o sortKey) int {
	return cmp.Or(cmp.Compare(k.cell, o.cell), cmp.Compare(k.id, o.id))
}

// A sorter sorts rows by cell and id, in bounded memory: sorted runs in
// nameless files, merged at the end (external merge sort).
type sorter struct {
	size    int
	current *run
	dir     string    // for runs on disk; "" the system's
	spare   chan *run // the other buffer, when it is not being written
	runs    []*os.File
	failed  chan error // of the run that is being written
	count   int64
}

// A run is rows in memory, and where each begins.
type run struct {
	data  []byte
	index []rowAt
}

type rowAt struct {
	sortKey
	at, end uint32
}

func newSorter(size int, dir string) *sorter {
	s := &sorter{size: size, dir: dir, current: &run{}, spare: make(chan *run, 1)}
	s.spare <- &run{}
	return s
}

// add takes a row, which fill appends to what it is given.
func (s *sorter) add(key sortKey, fill func([]byte) []byte) error {
	s.current.add(key, fill)
	s.count++
	if s.current.size() < s.size {
		return nil
	}
	return s.spill()
}

// spill hands the current run to a goroutine that sorts and writes it.
func (s *sorter) spill() error {
	if err := s.wait(); err != nil {
		return err
	}
	file, err := namelessFile(s.dir)
	if err != nil {
		return err
	}
	s.runs = append(s.runs, file)
	full := s.current
	s.current = <-s.spare
	s.failed = make(chan error, 1)
	go func(failed chan<- error) {
		failed <- full.write(file)
		full.reset()
		s.spare <- full
	}(s.failed)
	return nil
}

// wait waits until no run is being written.
func (s *sorter) wait() error {
	if s.failed == nil {
		return nil
	}
	err := <-s.failed
	s.failed = nil
	return err
}

func (r *run) add(key sortKey, fill func([]byte) []byte) {
	at := len(r.data)
	r.data = fill(r.data)
	r.index = append(r.index, rowAt{key, uint32(at), uint32(len(r.data))})
}

// size returns the bytes that the run takes.
func (r *run) size() int { return len(r.data) + len(r.index)*24 }

func (r *run) reset() { r.data, r.index = r.data[:0], r.index[:0] }

func (r *run) sort() {
	slices.SortFunc(r.index, func(a, b rowAt) int { return a.compare(b.sortKey) })
}

func (r *run) write(to io.Writer) error {
	r.sort()
	out := bufio.NewWriterSize(to, 256<<10)
	var head [20]byte
	for _, row := range r.index {
		binary.LittleEndian.PutUint64(head[0:], row.cell)
		binary.LittleEndian.PutUint64(head[8:], uint64(row.id))
		binary.LittleEndian.PutUint32(head[16:], row.end-row.at)
		out.Write(head[:])
		out.Write(r.data[row.at:row.end])
	}
	return out.Flush()
}

// merge returns all rows in order. Nothing can be added after it.
func (s *sorter) merge() (*sorted, error) {
	if err := s.wait(); err != nil {
		return nil, err
	}
	m := &sorted{}
	for _, f := range s.runs {
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return nil, err
		}
		m.sources = append(m.sources, &fileRun{in: bufio.NewReaderSize(f, 64<<10)})
	}
	s.current.sort()
	m.sources = append(m.sources, &memoryRun{run: s.current})
	return m, m.begin()
}

// close gives back files and memory.
func (s *sorter) close() (err error) {
	err = s.wait()
	for _, f := range s.runs {
		err = errors.Join(err, f.Close())
	}
	s.current, s.runs = nil, nil
	return err
}

// A rowSource gives rows in order; io.EOF after the last. A row is valid until the next.
type rowSource interface {
	next() (sortKey, []byte, error)
}

type memoryRun struct {
	*run
	at int
}

func (r *memoryRun) next() (sortKey, []byte, error) {
	if r.at == len(r.index) {
		return sortKey{}, nil, io.EOF
	}
	row := r.index[r.at]
	r.at++
	return row.sortKey, r.data[row.at:row.end], nil
}

type fileRun struct {
	in  *bufio.Reader
	row []byte
}

func (r *fileRun) next() (sortKey, []byte, error) {
	var head [20]byte
	if _, err := io.ReadFull(r.in, head[:]); err != nil {
		return sortKey{}, nil, err // io.EOF between two rows is the end
	}
	key := sortKey{binary.LittleEndian.Uint64(head[0:]), int64(binary.LittleEndian.Uint64(head[8:]))}
	n := int(binary.LittleEndian.Uint32(head[16:]))
	r.row = slices.Grow(r.row[:0], n)[:n]
	if _, err := io.ReadFull(r.in, r.row); err != nil {
		return key, nil, errors.Join(io.ErrUnexpectedEOF, err)
	}
	return key, r.row, nil
}

// Sorted is a heap of sources, the one with the least row on top.
type sorted struct {
	sources []rowSource
	heads   []mergeHead
}

type mergeHead struct {
	sortKey
	row  []byte
	from rowSource
}

func (m *sorted) begin() error {
	for _, s := range m.sources {
		key, row, err := s.next()
		if errors.Is(err, io.EOF) {
			continue
		} else if err != nil {
			return err
		}
		m.heads = append(m.heads, mergeHead{key, row, s})
	}
	for i := len(m.heads)/2 - 1; i >= 0; i-- {
		m.sink(i)
	}
	return nil
}

// next lets use have the next row, or returns io.EOF.
func (m *sorted) next(use func(row []byte)) error {
	if len(m.heads) == 0 {
		return io.EOF
	}
	top := &m.heads[0]
	use(top.row)
	key, row, err := top.from.next()
	switch {
	case errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
		last := len(m.heads) - 1
		m.heads[0], m.heads = m.heads[last], m.heads[:last]
	case err != nil:
		return err
	default:
		top.sortKey, top.row = key, row
	}
	m.sink(0)
	return nil
}

// sink moves the source at i down to where it belongs.
func (m *sorted) sink(i int) {
	h := m.heads
	for {
		least := i
		for c := 2*i + 1; c <= 2*i+2 && c < len(h); c++ {
			if h[c].compare(h[least].sortKey) < 0 {
				least = c
			}
		}
		if least == i {
			return
		}
		h[i], h[least] = h[least], h[i]
		i = least
	}
}
