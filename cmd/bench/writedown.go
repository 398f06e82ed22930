package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"runtime"
	"strconv"
	"strings"
)

// writeDown writes the lines into the file at path. Measures that were not
// part of this run keep the line that stands there.
func (b *bench) writeDown(ctx context.Context, path string, found map[string]line, date string) error {
	old, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	machine, err := b.machine(ctx)
	if err != nil {
		return err
	}
	at, err := present(ctx, date)
	if err != nil {
		return err
	}
	var t strings.Builder
	fmt.Fprintf(&t, "# Benchmarks\n\nEach line is one run on one machine: %s.\n"+
		"The last column says when, and of which commit. Where a side was run more than once its best time counts.\n\n", machine)
	fmt.Fprint(&t, "| measure | tepat | instead | ratio | must reach | | run |\n|---|---|---|---|---|---|---|\n")
	for _, m := range measures {
		if l, ok := found[m.name]; ok {
			fmt.Fprintf(&t, "| %s | %s | %s | %s | %s | %s | %s |\n", m.name, l.ours, l.peer, l.times(), l.target, l.verdict(), at)
		} else {
			t.WriteString(standing(string(old), m.name))
		}
	}
	fmt.Fprint(&t, "\n## What is measured\n\n")
	for _, m := range measures {
		fmt.Fprintf(&t, "- **%s**: %s\n", m.name, m.how)
	}
	fmt.Fprint(&t, "\n## Again\n\n```sh\nmake bench                                   # everything\n"+
		"go run ./cmd/bench --only tile,geojson       # some of it\n"+
		"go run ./cmd/bench --scale 0.01              # a quick try, not written down\n```\n")
	return os.WriteFile(path, []byte(t.String()), 0o644)
}

// standing returns the row of a measure in an earlier table, or nothing.
func standing(table, name string) string {
	for row := range strings.Lines(table) {
		if strings.HasPrefix(row, "| "+name+" |") {
			return row
		}
	}
	return ""
}

// machine describes hardware and versions.
func (b *bench) machine(ctx context.Context) (string, error) {
	conn, err := b.connect(ctx, b.cluster.URL())
	if err != nil {
		return "", err
	}
	defer conn.Close(ctx)
	var postgres, postgis string
	if err := conn.QueryRow(ctx, `
		select current_setting('server_version'), default_version
		from pg_available_extensions
		where name = 'postgis'`).Scan(&postgres, &postgis); err != nil {
		return "", err
	}
	_, gdal, err := output(ctx, nil, "ogr2ogr", "--version")
	if err != nil {
		return "", err
	}
	name, _, _ := strings.Cut(string(gdal), ",")
	return fmt.Sprintf("%s, %d virtual CPUs, %s GB of memory, %s, PostgreSQL %s, PostGIS %s, %s",
		procField("/proc/cpuinfo", "model name"), runtime.NumCPU(), gigabytes(procField("/proc/meminfo", "MemTotal")),
		strings.Replace(runtime.Version(), "go", "Go ", 1), strings.Fields(postgres)[0], postgis, name), nil
}

func procField(path, key string) string {
	text, _ := os.ReadFile(path)
	for l := range strings.Lines(string(text)) {
		if k, v, ok := strings.Cut(l, ":"); ok && strings.TrimSpace(k) == key {
			return strings.TrimSpace(v)
		}
	}
	return "unknown"
}

// gigabytes turns "24684092 kB" (KiB, in truth) into "25".
func gigabytes(kib string) string {
	n, _ := strconv.ParseFloat(strings.TrimSuffix(kib, " kB"), 64)
	return strconv.FormatFloat(math.Round(n*1024/1e9), 'f', -1, 64)
}

// present returns date, or that of the last commit, and the commit; a plus
// where files differ from it.
func present(ctx context.Context, date string) (string, error) {
	_, commit, err := output(ctx, nil, "git", "log", "-1", "--format=%cs %h")
	if err != nil {
		return "", err
	}
	day, hash, _ := strings.Cut(strings.TrimSpace(string(commit)), " ")
	if date != "" {
		day = date
	}
	if _, err := command(ctx, nil, "git", "diff", "--quiet", "HEAD", "--", ".", ":!BENCHMARKS.md"); err != nil {
		hash += "+"
	}
	return day + " " + hash, nil
}
