package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"time"
)

// floorVerb makes this program a server that does nothing but answer: the
// least that net/http costs.
const floorVerb = "floor"

// serveFloor answers every request with what stands on stdin, on the address given.
func serveFloor(addr string) error {
	body, err := io.ReadAll(os.Stdin)
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	return http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"1"`)
		if r.Header.Get("If-None-Match") != "" {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		w.Write(body)
	}))
}

// startFloor starts this program again as such a server.
func startFloor(ctx context.Context, body []byte) (*server, error) {
	addr, err := freeAddr()
	if err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	v := &server{exec.CommandContext(ctx, self, floorVerb, addr), addr}
	v.cmd.Stdin = bytes.NewReader(body)
	if err := v.cmd.Start(); err != nil {
		return nil, err
	}
	for begun := time.Now(); !v.ready(); time.Sleep(5 * time.Millisecond) {
		if time.Since(begun) > 10*time.Second {
			return nil, fmt.Errorf("the bare server does not start: %w", v.stop())
		}
	}
	return v, nil
}
