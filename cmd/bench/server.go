package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// A server is `tepat serve` as a process of its own.
type server struct {
	cmd  *exec.Cmd
	addr string
}

// serve starts the server and waits until it is ready to answer; it returns
// how long that took.
func (b *bench) serve(ctx context.Context, url string) (*server, time.Duration, error) {
	addr, err := freeAddr()
	if err != nil {
		return nil, 0, err
	}
	v := &server{exec.CommandContext(ctx, b.tepat, "serve", "--addr", addr, "--metrics-addr", ""), addr}
	v.cmd.Env = append(os.Environ(), b.env(url)...)
	var complaint bytes.Buffer
	v.cmd.Stderr = &complaint
	begun := time.Now()
	if err := v.cmd.Start(); err != nil {
		return nil, 0, err
	}
	for !v.ready() {
		if time.Since(begun) > time.Minute || ctx.Err() != nil {
			return nil, 0, errors.Join(fmt.Errorf("the server does not get ready: %s", complaint.Bytes()), v.stop())
		}
		time.Sleep(5 * time.Millisecond)
	}
	return v, time.Since(begun), nil
}

// env tells tepat where to work.
func (b *bench) env(url string) []string {
	return []string{"TEPAT_DIR=" + b.file("data"), "TEPAT_DATABASE_URL=" + url}
}

func freeAddr() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

func (v *server) ready() bool {
	r, err := http.Get("http://" + v.addr + "/readyz")
	if err != nil {
		return false
	}
	r.Body.Close()
	return r.StatusCode == http.StatusOK
}

func (v *server) pid() int { return v.cmd.Process.Pid }

func (v *server) stop() error {
	return errors.Join(v.cmd.Process.Signal(syscall.SIGTERM), v.cmd.Wait())
}

// kill ends a server that needs no goodbye.
func (v *server) kill() {
	v.cmd.Process.Kill()
	v.cmd.Wait()
}

// A client asks over one kept connection, and does as little else as it can:
// it shares the processors with the server.
type client struct {
	conn net.Conn
	from *bufio.Reader
	addr string
}

func (v *server) dial() (*client, error) {
	conn, err := net.Dial("tcp", v.addr)
	if err != nil {
		return nil, err
	}
	return &client{conn, bufio.NewReaderSize(conn, 1<<17), v.addr}, nil
}

// An answer is status, tag and body; the body is valid until the next answer.
type answer struct {
	status int
	tag    string
	body   []byte
}

// request returns what is sent for a path; tag may be "".
func (c *client) request(path, tag string) []byte {
	text := "GET " + path + " HTTP/1.1\r\nHost: " + c.addr + "\r\nAccept-Encoding: gzip\r\n"
	if tag != "" {
		text += "If-None-Match: " + tag + "\r\n"
	}
	return []byte(text + "\r\n")
}

// ask sends a request and reads the answer whole.
func (c *client) ask(request []byte) (answer, error) {
	if _, err := c.conn.Write(request); err != nil {
		return answer{}, err
	}
	a, length := answer{}, 0
	for first := true; ; first = false {
		l, err := c.from.ReadSlice('\n')
		if err != nil {
			return a, err
		}
		switch text := string(l); {
		case first && len(text) < len("HTTP/1.1 200"):
			return a, errors.New("that is no answer of HTTP")
		case first:
			if a.status, err = strconv.Atoi(text[len("HTTP/1.1 "):len("HTTP/1.1 200")]); err != nil {
				return a, err
			}
		case text == "\r\n":
			if length > c.from.Size() {
				return a, errors.New("the answer is longer than the client's buffer")
			}
			if a.body, err = c.from.Peek(length); err == nil {
				_, err = c.from.Discard(length)
			}
			return a, err
		case strings.HasPrefix(text, "Content-Length: "):
			if length, err = strconv.Atoi(strings.TrimSpace(text[len("Content-Length: "):])); err != nil {
				return a, err
			}
		case strings.HasPrefix(text, "Etag: "):
			a.tag = strings.TrimSpace(strings.TrimPrefix(text, "Etag: "))
		}
	}
}

func (c *client) close() error { return c.conn.Close() }

// download writes the answer for path into the file to, not compressed. It
// returns the time to the first byte of the body.
func (v *server) download(ctx context.Context, path, to string) (first time.Duration, err error) {
	out, err := os.Create(to)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	body, first, err := v.open(ctx, path)
	if err != nil {
		return 0, err
	}
	defer body.Close()
	_, err = io.CopyBuffer(out, body, make([]byte, 1<<16))
	return first, err
}

// open asks for path and returns the body once its first byte is there, and how long that took.
func (v *server) open(ctx context.Context, path string) (io.ReadCloser, time.Duration, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+v.addr+path, nil)
	if err != nil {
		return nil, 0, err
	}
	r.Header.Set("Accept-Encoding", "identity")
	begun := time.Now()
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, 0, err
	}
	if a.StatusCode != http.StatusOK {
		a.Body.Close()
		return nil, 0, fmt.Errorf("%s: %s", path, a.Status)
	}
	body := bufio.NewReader(a.Body)
	if _, err := body.Peek(1); err != nil {
		a.Body.Close()
		return nil, 0, err
	}
	return struct {
		io.Reader
		io.Closer
	}{body, a.Body}, time.Since(begun), nil
}
