package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// A step is one long thing that is being done: a bar on a terminal, plain lines elsewhere.
type step struct {
	name  string
	out   io.Writer
	bar   *progressbar.ProgressBar
	begun time.Time
}

// begin says what starts. Its unit is what the step counts: rows, bytes, cells.
func begin(out io.Writer, name string) *step {
	s := &step{name: name, out: out, begun: time.Now()}
	if f, ok := out.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		s.bar = progressbar.NewOptions64(-1,
			progressbar.OptionSetWriter(out), progressbar.OptionSetDescription(name),
			progressbar.OptionSetWidth(30), progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionClearOnFinish(), progressbar.OptionSetPredictTime(true))
		return s
	}
	fmt.Fprintf(out, "%s …\n", name)
	return s
}

// at reports how much is done; a total of 0 or less is unknown.
func (s *step) at(done, total int64) {
	if s.bar == nil {
		return
	}
	if total > 0 && s.bar.GetMax64() != total {
		s.bar.ChangeMax64(total)
	}
	_ = s.bar.Set64(done)
}

// end says that it is done, with a result in words.
func (s *step) end(format string, args ...any) {
	if s.bar != nil {
		_ = s.bar.Finish()
	}
	fmt.Fprintf(s.out, "%s: %s (%s)\n", s.name, fmt.Sprintf(format, args...), time.Since(s.begun).Round(100*time.Millisecond))
}
