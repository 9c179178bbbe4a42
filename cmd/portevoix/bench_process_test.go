//go:build bench

package main

import (
	"bufio"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// process measures the server as a process: start, memory at rest, size.
func (b *bench) process() {
	address := freeAddress(b)
	server := exec.Command(benchProgram, "serve", "--db", b.db, "--addr", address)
	start := time.Now()
	b.check(server.Start())
	defer func() {
		b.check(server.Process.Signal(syscall.SIGTERM))
		b.check(server.Wait())
	}()
	for !answers("http://" + address + "/readyz") {
		if time.Since(start) > 20*time.Second {
			b.Fatal("the server does not start")
		}
		time.Sleep(2 * time.Millisecond)
	}
	took := time.Since(start)
	b.add("start, until it answers", milliseconds(took), "", "", "under 200 ms", took < 200*time.Millisecond)
	for range 5 {
		answers("http://" + address + "/sign-in")
	}
	time.Sleep(3 * time.Second)
	resident := residentMemory(b, server.Process.Pid)
	b.add("memory at rest", mebibytes(resident), "", "", "under 40 MiB", resident < 40<<20)
	info, err := os.Stat(benchProgram)
	b.check(err)
	b.add("binary", mebibytes(info.Size()), "", "", "under 40 MiB", info.Size() < 40<<20)
}

func freeAddress(b *bench) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	b.check(err)
	defer func() { b.check(listener.Close()) }()
	return listener.Addr().String()
}

func answers(url string) bool {
	answer, err := http.Get(url)
	if err != nil {
		return false
	}
	_ = answer.Body.Close()
	return answer.StatusCode == http.StatusOK
}

// residentMemory of a process, in bytes.
func residentMemory(b *bench, pid int) int64 {
	file, err := os.Open("/proc/" + strconv.Itoa(pid) + "/status")
	b.check(err)
	defer func() { b.check(file.Close()) }()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if fields := strings.Fields(lines.Text()); len(fields) > 1 && fields[0] == "VmRSS:" {
			kib, err := strconv.ParseInt(fields[1], 10, 64)
			b.check(err)
			return kib << 10
		}
	}
	b.Fatal("no resident memory in /proc")
	return 0
}

// processorTime is what this process has used so far.
func processorTime() time.Duration {
	var usage syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &usage) != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// peakMemory of a process that has ended, in bytes.
func peakMemory(state *os.ProcessState) int64 {
	if usage, ok := state.SysUsage().(*syscall.Rusage); ok {
		return usage.Maxrss << 10
	}
	return 0
}
