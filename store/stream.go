package store

import (
	"context"
	"errors"
	"io"

	"github.com/jackc/pgx/v5"
)

// streamRuns is how many runs of a stream are in memory: one filling, one
// waiting, one being copied.
const streamRuns = 3

// A stream copies rows into a table while others are still being read. They go
// in runs, each in the order of its keys: a regency's file makes a few.
//
// From its first full run until its end the transaction can do nothing else.
type stream struct {
	ctx       context.Context // of the transaction
	tx        pgx.Tx
	statement string // COPY
	size      int    // bytes of a run
	current   *run
	count     int64

	full, spare chan *run
	ended       chan struct{} // closed when the COPY has ended; nil before it has begun
	err         error         // why it ended
}

func newStream(ctx context.Context, tx pgx.Tx, statement string, size int) *stream {
	s := &stream{ctx: ctx, tx: tx, statement: statement, size: size, current: &run{}, full: make(chan *run, 1), spare: make(chan *run, streamRuns)}
	for range streamRuns - 1 {
		s.spare <- &run{}
	}
	return s
}

// add takes a row, which fill appends to what it is given.
func (s *stream) add(key sortKey, fill func([]byte) []byte) error {
	s.current.add(key, fill)
	s.count++
	if s.current.size() < s.size {
		return nil
	}
	return s.send()
}

// send hands the current run to the COPY, which it begins with the first.
func (s *stream) send() error {
	if s.ended == nil {
		s.ended = make(chan struct{})
		go func() {
			defer close(s.ended)
			s.err = copyIn(s.ctx, s.tx, s.statement, &runReader{from: s.full, back: s.spare})
		}()
	}
	select {
	case s.full <- s.current:
	case <-s.ended:
		return s.failure()
	}
	select {
	case s.current = <-s.spare:
		return nil
	case <-s.ended:
		return s.failure()
	}
}

// failure is why the COPY ended before the stream did.
func (s *stream) failure() error {
	if s.err == nil {
		return io.ErrUnexpectedEOF
	}
	return s.err
}

// finish copies what is left and ends the COPY.
func (s *stream) finish() error {
	if s.count == 0 {
		return nil
	}
	if err := s.send(); err != nil {
		return err
	}
	select {
	case s.full <- nil:
		<-s.ended
	case <-s.ended:
	}
	return s.err
}

// close breaks off a COPY that was not finished. The transaction is lost with it.
func (s *stream) close() {
	if s.ended == nil {
		return
	}
	close(s.full)
	<-s.ended
}

// errBrokenOff is what a COPY ends with whose import came to nothing.
var errBrokenOff = errors.New("the import was broken off")

// A runReader reads the rows of one run after another, each sorted when its
// turn comes. A nil run is the end.
type runReader struct {
	from  <-chan *run
	back  chan<- *run
	run   *run
	rows  memoryRun
	ready []byte // of a row that was read in part
}

func (r *runReader) Read(p []byte) (n int, err error) {
	for n < len(p) {
		if len(r.ready) == 0 {
			if err := r.next(n > 0); err != nil || len(r.ready) == 0 {
				return n, err
			}
		}
		c := copy(p[n:], r.ready)
		n, r.ready = n+c, r.ready[c:]
	}
	return n, nil
}

// next makes the next row ready. Where some were read it does not wait for a
// run that is yet to come, and may leave nothing ready.
func (r *runReader) next(some bool) error {
	for {
		if r.run != nil {
			var err error
			if _, r.ready, err = r.rows.next(); err == nil {
				return nil
			}
			r.run.reset()
			r.back <- r.run
			r.run = nil
		}
		if some && len(r.from) == 0 {
			return nil
		}
		next, open := <-r.from
		switch {
		case !open:
			return errBrokenOff
		case next == nil:
			return io.EOF
		}
		next.sort()
		r.run, r.rows = next, memoryRun{run: next}
	}
}
