package local

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// run starts the server unless it runs, and waits until it is ready.
func (c *Cluster) run(ctx context.Context) error {
	if _, running := c.server(); !running {
		if err := c.clear(); err != nil {
			return err
		}
		if err := c.serve(ctx); err != nil {
			return err
		}
	}
	for ctx.Err() == nil {
		if _, running := c.server(); !running {
			return fmt.Errorf("the database has stopped, its log is %s", c.Log())
		}
		// The server says when it is ready, and its port: another than the
		// folder remembers, if somebody else has started it.
		const portLine, stateLine = 3, 7
		lines := strings.Split(c.pidFile(), "\n")
		if len(lines) > stateLine && strings.TrimSpace(lines[stateLine]) == "ready" {
			var err error
			c.port, err = strconv.Atoi(strings.TrimSpace(lines[portLine]))
			return err
		}
		time.Sleep(20 * time.Millisecond)
	}
	return ctx.Err()
}

// Keep starts the server again wherever it was killed, on the port that it had,
// until ctx ends, and says what came of it. One that was stopped in order, which
// leaves no file of its process behind, stays stopped.
func (c *Cluster) Keep(ctx context.Context, say func(text string, err error)) {
	wait := lookEach
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
		if !c.killed() {
			wait = lookEach
			continue
		}
		err := c.restart(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			wait = min(2*wait, time.Minute)
			say("the database was killed, and does not start again", err)
		default:
			say("the database was killed, and runs again", nil)
		}
	}
}

// lookEach is how often it is looked whether the server runs.
const lookEach = 2 * time.Second

// killed says whether the server ended without taking its leave.
func (c *Cluster) killed() bool {
	_, running := c.server()
	return !running && c.pidFile() != ""
}

// restart starts a killed server again, unless another tepat has done so.
func (c *Cluster) restart(ctx context.Context) error {
	unlock, err := lock(ctx, c.path("cluster.lock"))
	if err != nil {
		return err
	}
	defer unlock()
	if !c.killed() {
		return nil
	}
	if err := c.clear(); err != nil {
		return err
	}
	// Whoever uses it knows it by this port.
	if !free(c.port) {
		return fmt.Errorf("its port, %d, is taken by another program", c.port)
	}
	return c.run(ctx)
}

func (c *Cluster) pidFile() string {
	text, _ := os.ReadFile(filepath.Join(c.data, "postmaster.pid"))
	return string(text)
}

// server returns the process of the running server. A file that was left by
// kill -9 may name a process that has nothing to do with us: a server of ours
// stands in our folder.
func (c *Cluster) server() (pid int, running bool) {
	first, _, _ := strings.Cut(c.pidFile(), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(first))
	if err != nil {
		return 0, false
	}
	return pid, c.ours(pid)
}

// ours says whether the process is one of PostgreSQL on our files.
func (c *Cluster) ours(pid int) bool {
	proc := filepath.Join("/proc", strconv.Itoa(pid))
	folder, err := os.Readlink(filepath.Join(proc, "cwd"))
	if err != nil {
		return false
	}
	name, err := os.ReadFile(filepath.Join(proc, "comm"))
	return err == nil && folder == c.data && strings.TrimSpace(string(name)) == "postgres"
}

// endAll kills processes and waits until they are gone.
func endAll(is func(pid int) bool) error {
	found, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		return err
	}
	for _, proc := range found {
		if pid, err := strconv.Atoi(filepath.Base(proc)); err == nil && is(pid) {
			syscall.Kill(pid, syscall.SIGKILL)
			for begun := time.Now(); is(pid) && time.Since(begun) < 10*time.Second; {
				time.Sleep(10 * time.Millisecond)
			}
		}
	}
	return nil
}

// makes tells processes of an initdb on the folder: itself, and the servers
// that it hands the folder by their environment.
func makes(folder string) func(pid int) bool {
	return func(pid int) bool {
		proc := filepath.Join("/proc", strconv.Itoa(pid))
		name, _ := os.ReadFile(filepath.Join(proc, "comm"))
		words, _ := os.ReadFile(filepath.Join(proc, "cmdline"))
		env, _ := os.ReadFile(filepath.Join(proc, "environ"))
		switch strings.TrimSpace(string(name)) {
		case "initdb":
			return strings.Contains(string(words), "\x00-D\x00"+folder+"\x00")
		case "postgres", "sh":
			return strings.Contains("\x00"+string(env), "\x00PGDATA="+folder+"\x00")
		}
		return false
	}
}

// clear takes away what a killed server has left: its lock files, and processes
// that have not yet noticed. Both would keep a new one from starting.
func (c *Cluster) clear() error {
	if err := endAll(c.ours); err != nil {
		return err
	}
	left, err := filepath.Glob(filepath.Join(c.data, ".s.PGSQL.*"))
	if err != nil {
		return err
	}
	for _, path := range append(left, filepath.Join(c.data, "postmaster.pid")) {
		if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}

// serve starts the server and notes that a tepat did so.
func (c *Cluster) serve(ctx context.Context) error {
	if err := c.choosePort(); err != nil {
		return err
	}
	var options strings.Builder
	for _, s := range append(c.usual(), c.settings...) {
		options.WriteString(" -c " + s)
	}
	// A start that is broken off would leave a server that nobody knows of.
	_, err := c.command(context.WithoutCancel(ctx), "pg_ctl", "-D", c.data, "-l", c.Log(), "-w", "-t", "300", "-o", options.String(), "start")
	if file := new(fs.PathError); errors.As(err, &file) {
		return err // pg_ctl did not come to run
	} else if err != nil {
		return fmt.Errorf("the database did not start, its log is %s: %w%s", c.Log(), err, c.lastWords())
	}
	c.started = true
	pid, _ := c.server()
	return writeWhole(c.path("started"), strconv.Itoa(pid)+"\n", 0o600)
}

// lastWords returns the end of the server's log.
func (c *Cluster) lastWords() string {
	text, _ := os.ReadFile(c.Log())
	const few = 600
	return "\n" + string(text[max(0, len(text)-few):])
}

// choosePort takes the port that the folder remembers, if it is free.
func (c *Cluster) choosePort() (err error) {
	text, _ := os.ReadFile(c.path("port"))
	c.port, err = strconv.Atoi(strings.TrimSpace(string(text)))
	if err == nil && free(c.port) {
		return nil
	}
	if c.port, err = freePort(); err != nil {
		return err
	}
	return writeWhole(c.path("port"), strconv.Itoa(c.port)+"\n", 0o600)
}

func free(port int) bool {
	l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return false
	}
	l.Close()
	return true
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// startedByTepat says whether the server that runs is one that a tepat has started.
func (c *Cluster) startedByTepat() bool {
	text, _ := os.ReadFile(c.path("started"))
	pid, running := c.server()
	return running && strings.TrimSpace(string(text)) == strconv.Itoa(pid)
}

func (c *Cluster) stop() error {
	_, err := c.command(context.Background(), "pg_ctl", "-D", c.data, "-m", "fast", "-w", "-t", "60", "stop")
	if err != nil {
		return fmt.Errorf("stop the database: %w", err)
	}
	if err := os.Remove(c.path("started")); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// usual are the settings of the server. The log is terse on purpose: a
// statement or a COPY line in a log would carry a person's record.
func (c *Cluster) usual() []string {
	memory := machineMemory()
	return []string{
		"port=" + strconv.Itoa(c.port),
		"listen_addresses=127.0.0.1",
		"unix_socket_directories=" + c.socketFolder(),
		"unix_socket_permissions=0700",
		"max_connections=50",
		"shared_buffers=" + megabytes(memory/8, 64, 1024),
		"effective_cache_size=" + megabytes(memory/2, 128, 64<<10),
		"maintenance_work_mem=" + megabytes(memory/32, 32, 512),
		"work_mem=" + megabytes(memory/128, 8, 64),
		"dynamic_shared_memory_type=" + sharedMemory(),
		// Nothing follows this server's log: a table that is filled in one
		// transaction goes to disk once, not twice.
		"wal_level=minimal",
		"max_wal_senders=0",
		"max_wal_size=2GB",
		"wal_compression=on",
		"log_timezone=UTC",
		"log_min_messages=log", // no errors, which quote the value that they do not like
		"log_min_error_statement=panic",
		"log_error_verbosity=terse",
		"log_statement=none",
		"log_duration=off",
		"log_min_duration_statement=-1",
		"log_min_duration_sample=-1",
		"log_transaction_sample_rate=0",
		"log_parameter_max_length=0",
		"log_parameter_max_length_on_error=0",
		"log_lock_waits=off",
		"log_temp_files=-1",
	}
}

// socketFolder is the folder of the cluster, or nothing (loopback alone) where
// its path is longer than a unix socket's may be, or would break pg_ctl's words.
func (c *Cluster) socketFolder() string {
	const longest = 107 - len("/.s.PGSQL.65535.lock")
	if len(c.data) <= longest && !strings.ContainsAny(c.data, " ',;&|<>()*?[]{}~#!\t") {
		return c.data
	}
	return "''"
}

// megabytes writes a number of bytes within bounds, in megabytes.
func megabytes(bytes, least, most uint64) string {
	return strconv.FormatUint(min(max(bytes>>20, least), most), 10) + "MB"
}

// machineMemory returns the bytes of memory that the machine has; 2 GB where it does not say.
func machineMemory() uint64 {
	var info syscall.Sysinfo_t
	if err := syscall.Sysinfo(&info); err != nil {
		return 2 << 30
	}
	return info.Totalram * uint64(info.Unit)
}

// sharedMemory is how parallel processes share memory. A container has as
// little as 64 MB of the usual kind: then it is done in files.
func sharedMemory() string {
	var s syscall.Statfs_t
	if err := syscall.Statfs("/dev/shm", &s); err != nil || s.Blocks*uint64(s.Bsize) < 256<<20 {
		return "mmap"
	}
	return "posix"
}
