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
	name     string
	out      io.Writer
	terminal bool
	bar      *progressbar.ProgressBar // from the first time that a total is known
	begun    time.Time
}

// begin says what starts.
func begin(out io.Writer, name string) *step {
	f, ok := out.(*os.File)
	s := &step{name: name, out: out, terminal: ok && term.IsTerminal(int(f.Fd())), begun: time.Now()}
	if s.terminal {
		fmt.Fprintf(out, "%s …\r", name)
	} else {
		fmt.Fprintf(out, "%s …\n", name)
	}
	return s
}

// at reports how much is done; a total of 0 or less is unknown.
func (s *step) at(done, total int64) {
	if !s.terminal || total <= 0 {
		return
	}
	if s.bar == nil {
		s.bar = progressbar.NewOptions64(total,
			progressbar.OptionSetWriter(s.out), progressbar.OptionSetDescription(s.name),
			progressbar.OptionSetWidth(30), progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionSetElapsedTime(false), progressbar.OptionSetPredictTime(false),
			progressbar.OptionClearOnFinish())
	}
	_ = s.bar.Set64(max(0, min(done, s.bar.GetMax64())))
}

// end says that it is done, with a result in words.
func (s *step) end(format string, args ...any) {
	switch {
	case s.bar != nil:
		_ = s.bar.Finish()
	case s.terminal:
		fmt.Fprint(s.out, "\r\x1b[K")
	}
	fmt.Fprintf(s.out, "%s: %s (%s)\n", s.name, fmt.Sprintf(format, args...), time.Since(s.begun).Round(100*time.Millisecond))
}
