//go:build bench

package main

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// process measures the server as a process: start, memory at rest, size. It runs
// a copy of the program that cp made, as an installed one is: a file that was
// written in large pieces, as the linker does, stays in the kernel's memory in
// pages of up to 2 MiB, which count whole as memory of whoever runs it.
func (b *bench) process() {
	address, program := freeAddress(b), filepath.Join(b.dir, "portevoix")
	b.check(exec.Command("cp", benchProgram, program).Run())
	server := exec.Command(program, "serve", "--db", b.db, "--addr", address)
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
	resident := memoryOf(server.Process.Pid, "VmRSS:")
	anonymous, file := memoryOf(server.Process.Pid, "RssAnon:"), memoryOf(server.Process.Pid, "RssFile:")
	b.add("memory at rest, program copied", mebibytes(resident), mebibytes(anonymous)+" of its own, "+mebibytes(file)+" pages of its file", "", "under 40 MiB", resident < 40<<20)
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

// memoryOf a process, in bytes, as a line of /proc says it; 0 where there is
// no such process.
func memoryOf(pid int, line string) int64 {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/status")
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(text), line)
	fields := strings.Fields(after)
	if len(fields) == 0 {
		return 0
	}
	kib, _ := strconv.ParseInt(fields[0], 10, 64)
	return kib << 10
}

// processorTime is what this process has used so far.
func processorTime() time.Duration {
	var usage syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &usage) != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// measured runs a program to its end and returns its peak memory in bytes, as
// /proc says it every few milliseconds: what wait says of a child is never less
// than its parent had.
func measured(b *bench, command *exec.Cmd) int64 {
	var said bytes.Buffer
	command.Stdout, command.Stderr = io.Discard, &said
	b.check(command.Start())
	ended, peak := make(chan error, 1), int64(0)
	go func() { ended <- command.Wait() }()
	for {
		select {
		case err := <-ended:
			if err != nil {
				b.Fatalf("%v: %v\n%.2000s", command.Args, err, said.String())
			}
			return peak
		case <-time.After(3 * time.Millisecond):
			peak = max(peak, memoryOf(command.Process.Pid, "VmHWM:"))
		}
	}
}
