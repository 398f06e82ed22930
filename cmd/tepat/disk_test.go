package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestAFullDiskIsSaidInWords(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	for _, tc := range []struct {
		name, path string
		err        error
		want       string
	}{
		{"temporary files", filepath.Join(dir, "tepat-1"), syscall.ENOSPC, "set TMPDIR to a folder on a larger disk"},
		{"a quota", filepath.Join(dir, "tepat-xlsx-1", "sheet"), syscall.EDQUOT, "set TMPDIR to a folder on a larger disk"},
		{"the data folder", "/srv/tepat/key.new", syscall.ENOSPC, "the disk of /srv/tepat is full"},
		{"no folder for temporary files", filepath.Join(dir, "tepat-1"), syscall.ENOENT, "set TMPDIR to a folder where they can"},
		{"one that may not be written", filepath.Join(dir, "tepat-1"), syscall.EROFS, "set TMPDIR to a folder where they can"},
		{"a file that is not there", "/srv/areas.geojson", syscall.ENOENT, ""},
	} {
		said := onDisk(fmt.Errorf("store: import: %w", &fs.PathError{Op: "write", Path: tc.path, Err: tc.err})).Error()
		if !strings.Contains(said, tc.want) || !strings.Contains(said, "store: import: write "+tc.path) || tc.want == "" && !strings.HasPrefix(said, "store: import") {
			t.Errorf("%s: %s", tc.name, said)
		}
	}
	if other := errors.New("other"); onDisk(other) != other || onDisk(nil) != nil {
		t.Error("an error that is none of a file is changed")
	}
}

// Ctrl-C is no fault of the program's.
func TestStoppedIsSaidInWords(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	var out, said strings.Builder
	if code := run(ctx, []string{"imports", "--dir", t.TempDir()}, streams{&out, &said}); code != exitFailed || !strings.HasPrefix(said.String(), "tepat: stopped before it was done") {
		t.Errorf("exit code %d: %s", code, &said)
	}
}

// Without a folder for temporary files the cluster cannot be asked for its
// state: that it did not start, and what its log says, would lead astray.
func TestNoFolderForTemporaryFiles(t *testing.T) {
	t.Setenv("TMPDIR", filepath.Join(t.TempDir(), "gone"))
	var out, said strings.Builder
	if code := run(t.Context(), []string{"imports", "--dir", t.TempDir()}, streams{&out, &said}); code != exitFailed {
		t.Errorf("exit code %d", code)
	}
	if !strings.Contains(said.String(), "set TMPDIR") || strings.Contains(said.String(), "did not start") {
		t.Errorf("it says %s", &said)
	}
}
