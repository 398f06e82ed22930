package main

import (
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
	rss       int64 // bytes at the peak; children only
}

// timed runs f and returns wall and CPU time of this process.
func timed(f func() error) (cost, error) {
	cpu, wall := ownCPU(), time.Now()
	err := f()
	return cost{wall: time.Since(wall), cpu: ownCPU() - cpu}, err
}

// command runs a program to its end and returns its wall time, CPU time and peak memory.
func command(env []string, name string, args ...string) (cost, error) {
	c := exec.Command(name, args...)
	c.Env = append(os.Environ(), env...)
	begun := time.Now()
	out, err := c.CombinedOutput()
	if err != nil {
		return cost{}, fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, out)
	}
	use := c.ProcessState.SysUsage().(*syscall.Rusage)
	return cost{
		wall: time.Since(begun),
		cpu:  c.ProcessState.UserTime() + c.ProcessState.SystemTime(),
		rss:  use.Maxrss * 1024, // Linux counts in KiB
	}, nil
}

func ownCPU() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err) // cannot fail for RUSAGE_SELF
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// backendCPU returns the CPU time that the PostgreSQL backend pid has used, from /proc.
func backendCPU(pid int32) (time.Duration, error) {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(int(pid)) + "/stat")
	if err != nil {
		return 0, err
	}
	// After the command's name in brackets: state is field 3, utime 14, stime 15, in ticks of 10 ms.
	fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
	utime, err1 := strconv.Atoi(fields[11])
	stime, err2 := strconv.Atoi(fields[12])
	if err1 != nil || err2 != nil {
		return 0, fmt.Errorf("cannot read CPU time of process %d", pid)
	}
	return time.Duration(utime+stime) * 10 * time.Millisecond, nil
}

// ownRSS returns this process's resident memory in bytes.
func ownRSS() int64 {
	text, _ := os.ReadFile("/proc/self/statm")
	fields := strings.Fields(string(text))
	if len(fields) < 2 {
		return 0
	}
	pages, _ := strconv.ParseInt(fields[1], 10, 64)
	return pages * int64(os.Getpagesize())
}
