package api

import (
	"context"
	"errors"
	"net"
	"net/http"
	"os"
	"sync/atomic"
	"syscall"
	"time"
)

// Listen opens an address for [Server.Serve]. With Multipath TCP, which Go
// would take, the kernel cannot be told to let nobody in.
func Listen(ctx context.Context, addr string) (net.Listener, error) {
	var plain net.ListenConfig
	plain.SetMultipathTCP(false)
	return plain.Listen(ctx, "tcp", addr)
}

// An entrance is a listener that can be shut without a loss, and knows how many
// connections are inside. Merely to close a listener resets the connections
// that the kernel has taken and the program has not.
type entrance struct {
	net.Listener
	inside atomic.Int32
}

// Accept returns the next connection, and [http.ErrServerClosed] once the
// entrance is shut and everybody is in.
func (e *entrance) Accept() (net.Conn, error) {
	c, err := e.Listener.Accept()
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return nil, http.ErrServerClosed
	}
	return c, err
}

// count is the ConnState of the server behind the entrance.
func (e *entrance) count(_ net.Conn, now http.ConnState) {
	switch now {
	case http.StateNew:
		e.inside.Add(1)
	case http.StateClosed:
		e.inside.Add(-1)
	}
}

// shut lets nobody knock from now on, and those who have knocked come in, for
// which it waits. A listener that is not of plain TCP stays as it is.
func (e *entrance) shut() {
	l, ok := e.Listener.(*net.TCPListener)
	if !ok || ignoreKnocks(l) != nil || l.SetDeadline(time.Now().Add(comeInFor)) != nil {
		return
	}
	time.Sleep(comeInFor)
}

// comeInFor is ample to take from the kernel who has knocked.
const comeInFor = 200 * time.Millisecond

// empty waits until nobody is inside, though no longer than d.
func (e *entrance) empty(d time.Duration) {
	for end := time.Now().Add(d); e.inside.Load() > 0 && time.Now().Before(end); {
		time.Sleep(10 * time.Millisecond)
	}
}

// ignoreKnocks has the kernel drop what asks for a new connection: it then
// neither makes one nor says no. See bpf(4).
func ignoreKnocks(l *net.TCPListener) error {
	const flags, syn = 13, 0x02 // of a TCP header: the byte, the bit
	filter := []syscall.SockFilter{
		*syscall.LsfStmt(syscall.BPF_LD|syscall.BPF_B|syscall.BPF_ABS, flags),
		*syscall.LsfJump(syscall.BPF_JMP|syscall.BPF_JSET|syscall.BPF_K, syn, 0, 1),
		*syscall.LsfStmt(syscall.BPF_RET|syscall.BPF_K, 0),     // with it, none of the packet is let through
		*syscall.LsfStmt(syscall.BPF_RET|syscall.BPF_K, 1<<18), // without, all
	}
	raw, err := l.SyscallConn()
	if err != nil {
		return err
	}
	var refused error
	err = raw.Control(func(fd uintptr) { refused = syscall.AttachLsf(int(fd), filter) })
	return errors.Join(err, refused)
}
