package main

import (
	"bufio"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"portevoix/internal/kpi"
)

// writeFile writes a file through write: under another name first, so that a
// fault leaves what was there before.
// Errors: kpi.CodeInvalid, key "cli.output", where the file cannot be made;
// what write returns.
func writeFile(path string, write func(io.Writer) error) (err error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return writeInto(path, write)
	}
	if whole, err := filepath.EvalSymlinks(path); err == nil {
		path = whole // what a link leads to is replaced, not the link
	}
	part, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".part-*")
	if err != nil {
		return outputError(path, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, ignoreClosed(part.Close()), os.Remove(part.Name()))
		}
	}()
	buffered := bufio.NewWriterSize(part, 1<<16)
	if err := write(buffered); err != nil {
		return fileError(path, err)
	}
	if err := errors.Join(buffered.Flush(), part.Chmod(0o644), part.Close()); err != nil {
		return outputError(path, err)
	}
	if err := os.Rename(part.Name(), path); err != nil {
		return outputError(path, err)
	}
	return nil
}

// writeInto writes to what is no file of its own: a device, a pipe.
func writeInto(path string, write func(io.Writer) error) (err error) {
	out, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return outputError(path, err)
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	buffered := bufio.NewWriterSize(out, 1<<16)
	if err := write(buffered); err != nil {
		return fileError(path, err)
	}
	if err := buffered.Flush(); err != nil {
		return outputError(path, err)
	}
	return nil
}

func ignoreClosed(err error) error {
	if errors.Is(err, fs.ErrClosed) {
		return nil
	}
	return err
}

// fileError tells a fault of the file that is written to from one of what is
// written.
func fileError(path string, err error) error {
	var file *fs.PathError
	if errors.As(err, &file) {
		return outputError(path, err)
	}
	return err
}

func outputError(path string, err error) error {
	if errors.Is(err, syscall.ENOSPC) {
		return &kpi.Error{Code: kpi.CodeInternal, Key: "store.disk_full", Err: err}
	}
	return &kpi.Error{Code: kpi.CodeInvalid, Key: "cli.output", Args: kpi.Args{"path": path}, Err: err}
}
