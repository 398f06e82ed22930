package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// onDisk says in words what befell a file, where the disk is to blame, and what
// to do about it; any other error comes back as it is. Most imports write to the
// folder for temporary files, which a small machine may keep in memory.
func onDisk(err error) error {
	var file *fs.PathError
	if !errors.As(err, &file) {
		return err
	}
	full := errors.Is(file, syscall.ENOSPC) || errors.Is(file, syscall.EDQUOT)
	closed := errors.Is(file, fs.ErrNotExist) || errors.Is(file, fs.ErrPermission) || errors.Is(file, syscall.EROFS) || errors.Is(file, syscall.ENOTDIR)
	temporary := strings.HasPrefix(file.Path, filepath.Clean(os.TempDir())+"/")
	switch {
	case full && temporary:
		return fmt.Errorf("the disk of temporary files, %s, is full: make room there, or set TMPDIR to a folder on a larger disk, and do it again (%w)", os.TempDir(), err)
	case full:
		return fmt.Errorf("the disk of %s is full: make room there, and do it again (%w)", filepath.Dir(file.Path), err)
	case closed && temporary:
		return fmt.Errorf("temporary files cannot be written in %s: set TMPDIR to a folder where they can, and do it again (%w)", os.TempDir(), err)
	}
	return err
}
