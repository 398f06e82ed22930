package local

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// makeFolder makes the data folder. It is the user's alone; as root it may be
// passed through, because PostgreSQL runs as another user.
func (c *Cluster) makeFolder(dir string) (err error) {
	mode := os.FileMode(0o700)
	if os.Geteuid() == 0 {
		mode = 0o711
	}
	if err := os.MkdirAll(dir, mode); err != nil {
		return err
	}
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return err
	}
	c.dir, err = filepath.Abs(dir)
	return err
}

// own decides who runs PostgreSQL and where its files lie. PostgreSQL refuses
// to run as root: then whoever owns the cluster does, or for a new one the
// system's user postgres. Where that user cannot enter the data folder, below
// /root say, the files lie in its home, and the data folder has a link to them.
func (c *Cluster) own() error {
	c.data = c.path("pg")
	if os.Geteuid() != 0 {
		return nil
	}
	u, err := c.otherUser()
	if err != nil {
		return fmt.Errorf("PostgreSQL does not run as root, and there is no user postgres to run it: %w", err)
	}
	uid, errUID := strconv.ParseUint(u.Uid, 10, 32)
	gid, errGID := strconv.ParseUint(u.Gid, 10, 32)
	if err := errors.Join(errUID, errGID); err != nil {
		return err
	}
	c.owner, c.home = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, u.HomeDir
	if target, err := os.Readlink(c.data); err == nil {
		c.data = target
		return nil
	}
	shut := c.shut(c.dir)
	if shut == "" {
		return nil
	}
	home, err := filepath.EvalSymlinks(c.home)
	if err != nil || c.shut(home) != "" {
		return fmt.Errorf("PostgreSQL does not run as root, and the user %s cannot enter %s: run tepat as an ordinary user, choose another --dir, or allow it with chmod o+x %[2]s", u.Username, shut)
	}
	c.data = filepath.Join(home, "tepat-"+rand.Text()[:12])
	return os.Symlink(c.data, c.path("pg"))
}

// otherUser is who runs the server when we are root.
func (c *Cluster) otherUser() (*user.User, error) {
	if info, err := os.Stat(c.data); err == nil {
		if s, ok := info.Sys().(*syscall.Stat_t); ok && s.Uid != 0 {
			return user.LookupId(strconv.FormatUint(uint64(s.Uid), 10))
		}
	}
	return user.Lookup("postgres")
}

// shut returns the first folder on the way to path that the owner cannot enter, "" if there is none.
func (c *Cluster) shut(path string) (folder string) {
	for ; path != "/"; path = filepath.Dir(path) {
		info, err := os.Stat(path)
		if err != nil {
			return path
		}
		s, _ := info.Sys().(*syscall.Stat_t)
		mine := s != nil && s.Uid == c.owner.Uid && info.Mode()&0o100 != 0
		group := s != nil && s.Gid == c.owner.Gid && info.Mode()&0o010 != 0
		if !mine && !group && info.Mode()&0o001 == 0 {
			folder = path
		}
	}
	return folder
}

// mkdir makes a folder that the owner alone can enter.
func (c *Cluster) mkdir(path string) error {
	if err := os.MkdirAll(path, 0o700); err != nil || c.owner == nil {
		return err
	}
	return os.Chown(path, int(c.owner.Uid), int(c.owner.Gid))
}

// hand writes text to a file that the owner alone can read.
func (c *Cluster) hand(text string) (string, error) {
	f, err := os.CreateTemp("", "tepat-*")
	if err != nil {
		return "", err
	}
	_, err = f.WriteString(text)
	if c.owner != nil {
		err = errors.Join(err, f.Chown(int(c.owner.Uid), int(c.owner.Gid)))
	}
	return f.Name(), errors.Join(err, f.Close())
}

// writeWhole writes a file that is there whole or not at all.
func writeWhole(path, text string, mode os.FileMode) error {
	unfinished := path + ".new"
	if err := os.WriteFile(unfinished, []byte(text), mode); err != nil {
		return err
	}
	return os.Rename(unfinished, path)
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// lock waits until no other process starts or stops the cluster.
func lock(ctx context.Context, path string) (unlock func(), err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	for {
		if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err == nil {
			return func() { f.Close() }, nil
		}
		select {
		case <-ctx.Done():
			f.Close()
			return nil, fmt.Errorf("waiting for another tepat that holds %s: %w", path, ctx.Err())
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// share notes that this process uses the cluster, until the file is closed.
func share(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_SH); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}
