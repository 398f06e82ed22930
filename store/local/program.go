package local

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// debian is where Debian keeps PostgreSQL's programs, and where it tells which of them have PostGIS.
const (
	debianPrograms = "/usr/lib/postgresql/%d/bin"
	debianPostGIS  = "/usr/share/postgresql/%d/extension/postgis.control"
)

// binaries returns the folder of PostgreSQL's programs: of the version that
// made the cluster in data, or else of the newest from 15 on that has PostGIS.
func binaries(data string) (string, error) {
	if text, err := os.ReadFile(filepath.Join(data, "PG_VERSION")); err == nil {
		return binariesOf(strings.TrimSpace(string(text)))
	}
	for _, v := range versions() {
		if v >= 15 && exists(fmt.Sprintf(debianPostGIS, v)) {
			return fmt.Sprintf(debianPrograms, v), nil
		}
	}
	if folder, v := inPath(); v >= 15 {
		return folder, nil
	}
	return "", ErrNoPostgres
}

// binariesOf returns the folder of one version: another cannot read the cluster.
func binariesOf(version string) (string, error) {
	v, _ := strconv.Atoi(version)
	if slices.Contains(versions(), v) {
		return fmt.Sprintf(debianPrograms, v), nil
	}
	if folder, found := inPath(); found == v {
		return folder, nil
	}
	return "", fmt.Errorf("the cluster was made by PostgreSQL %s, which is not installed (Debian: apt-get install postgresql-%[1]s postgresql-%[1]s-postgis-3)", version)
}

// versions lists the versions that Debian has installed, the newest first.
func versions() (list []int) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	for _, f := range found {
		if v, err := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(f)))); err == nil {
			list = append(list, v)
		}
	}
	slices.Sort(list)
	slices.Reverse(list)
	return list
}

var versionWord = regexp.MustCompile(`\(PostgreSQL\) (\d+)`)

// inPath returns the programs that the user's PATH finds, and their version; 0 where there are none.
func inPath() (folder string, version int) {
	initdb, err := exec.LookPath("initdb")
	if err != nil {
		return "", 0
	}
	out, _ := exec.Command(initdb, "--version").Output()
	if m := versionWord.FindSubmatch(out); m != nil {
		version, _ = strconv.Atoi(string(m[1]))
	}
	return filepath.Dir(initdb), version
}

// sql runs statements by psql and returns its output. They go by standard
// input: a command line can be read by everybody.
func (c *Cluster) sql(ctx context.Context, database, statements string) (string, error) {
	cmd := exec.CommandContext(ctx, filepath.Join(c.bin, "psql"), "-XAtq", "-v", "ON_ERROR_STOP=1")
	cmd.Stdin = strings.NewReader(statements)
	cmd.Env = append(environment(os.Getenv("HOME")), "PGHOST=127.0.0.1", "PGPORT="+strconv.Itoa(c.port), "PGUSER=tepat",
		"PGPASSWORD="+c.secret, "PGDATABASE="+database)
	return output(cmd)
}

// command runs one of PostgreSQL's programs as the cluster's owner. It gets a
// process group of its own: Ctrl-C is for tepat, which then stops the server in order.
func (c *Cluster) command(ctx context.Context, name string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, filepath.Join(c.bin, name), args...)
	cmd.Dir = "/"
	cmd.Env = environment(c.home)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: c.owner}
	return output(cmd)
}

// environment is what PostgreSQL's programs get of ours: none of the PG…
// settings that a user has for other servers, and no secret.
func environment(home string) []string {
	env := []string{"LC_ALL=C.UTF-8", "PATH=" + os.Getenv("PATH")}
	if home == "" {
		home = os.Getenv("HOME")
	}
	for _, name := range []string{"LD_LIBRARY_PATH", "TMPDIR"} {
		if v, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+v)
		}
	}
	return append(env, "HOME="+home)
}

// output runs cmd; what it wrote goes to a file, because a server that it
// leaves behind would hold a pipe open.
func output(cmd *exec.Cmd) (string, error) {
	f, err := os.CreateTemp("", "tepat-*")
	if err != nil {
		return "", err
	}
	defer f.Close()
	defer os.Remove(f.Name())
	cmd.Stdout, cmd.Stderr = f, f
	err = cmd.Run()
	text, _ := os.ReadFile(f.Name())
	if err != nil {
		return "", fmt.Errorf("%s: %w: %s", filepath.Base(cmd.Path), err, strings.TrimSpace(string(text)))
	}
	return string(text), nil
}
