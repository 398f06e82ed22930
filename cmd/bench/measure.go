package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// cost is what a piece of work took.
type cost struct {
	wall, cpu time.Duration
	memory    int64 // bytes at the peak; of programs only
}

// timed runs f and returns the wall time and the CPU time of this process.
func timed(f func() error) (cost, error) {
	cpu, wall := ownCPU(), time.Now()
	err := f()
	return cost{wall: time.Since(wall), cpu: ownCPU() - cpu}, err
}

// best runs f some times and returns the least wall, the least CPU and the
// highest memory: other work on the machine only ever adds time.
func best(times int, f func() (cost, error)) (least cost, err error) {
	for i := range times {
		c, err := f()
		if err != nil {
			return least, err
		}
		if i == 0 {
			least = c
		}
		least = cost{min(least.wall, c.wall), min(least.cpu, c.cpu), max(least.memory, c.memory)}
	}
	return least, nil
}

// command runs a program to its end.
func command(ctx context.Context, env []string, name string, args ...string) (cost, error) {
	c, _, err := output(ctx, env, name, args...)
	return c, err
}

// output runs a program to its end and returns what it wrote.
func output(ctx context.Context, env []string, name string, args ...string) (cost, []byte, error) {
	c := exec.CommandContext(ctx, name, args...)
	c.Env = append(os.Environ(), env...)
	var out, complaint bytes.Buffer
	c.Stdout, c.Stderr = &out, &complaint
	begun := time.Now()
	if err := c.Run(); err != nil {
		return cost{}, nil, fmt.Errorf("%s: %w\n%s%s", name, err, out.Bytes(), complaint.Bytes())
	}
	return cost{
		wall:   time.Since(begun),
		cpu:    c.ProcessState.UserTime() + c.ProcessState.SystemTime(),
		memory: c.ProcessState.SysUsage().(*syscall.Rusage).Maxrss * 1024, // Linux counts in KiB
	}, out.Bytes(), nil
}

func ownCPU() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err) // cannot fail for RUSAGE_SELF
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// cpuOf returns the CPU time that a running process has used, to 10 ms.
func cpuOf(pid int) (time.Duration, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	// After the command's name in brackets: state is field 3, utime 14, stime 15, in ticks of 10 ms.
	fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
	user, err1 := strconv.Atoi(fields[11])
	system, err2 := strconv.Atoi(fields[12])
	if err1 != nil || err2 != nil {
		return 0, fmt.Errorf("cannot read the CPU time of process %d", pid)
	}
	return time.Duration(user+system) * 10 * time.Millisecond, nil
}

// spent returns the CPU time that the process pid uses while f runs.
func spent(pid int, f func() error) (time.Duration, error) {
	before, err := cpuOf(pid)
	if err != nil {
		return 0, err
	}
	if err := f(); err != nil {
		return 0, err
	}
	after, err := cpuOf(pid)
	return after - before, err
}

// growth returns by how many bytes the resident memory of the process pid
// grows at most while f runs.
func growth(pid int, f func() error) (int64, error) {
	before, err := memoryOf(pid, "VmRSS")
	if err != nil {
		return 0, err
	}
	// 5 sets the peak back to what is resident now (proc(5)).
	if err := os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", pid), []byte("5"), 0); err != nil {
		return 0, err
	}
	if err := f(); err != nil {
		return 0, err
	}
	after, err := memoryOf(pid, "VmHWM")
	return max(0, after-before), err
}

// memoryOf reads a line of /proc/pid/status, in bytes.
func memoryOf(pid int, key string) (int64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for l := range strings.Lines(string(text)) {
		if f := strings.Fields(l); len(f) == 3 && f[0] == key+":" {
			kib, err := strconv.ParseInt(f[1], 10, 64)
			return kib * 1024, err
		}
	}
	return 0, fmt.Errorf("process %d has no %s", pid, key)
}

// rate is so many per second.
func rate(n int, d time.Duration) float64 { return float64(n) / d.Seconds() }

// thousands writes a rate in thousands a second.
func thousands(rate float64) string { return fmt.Sprintf("%.0f k/s", rate/1e3) }

func seconds(d time.Duration) string { return fmt.Sprintf("%.2f s", d.Seconds()) }

func millis(d time.Duration) string { return fmt.Sprintf("%.2f ms", float64(d)/1e6) }

func micros(d time.Duration) string { return fmt.Sprintf("%.1f µs", float64(d)/1e3) }

func megabytes(n int64) string { return fmt.Sprintf("%.0f MB", float64(n)/1e6) }
