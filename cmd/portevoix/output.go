package main

import (
	"bufio"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"portevoix/internal/kpi"
)

// writeFile writes a file through write: under another name first, so that a
// fault leaves what was there before.
// Errors: kpi.CodeInvalid, key "cli.output", where the file cannot be made;
// what write returns.
func writeFile(path string, write func(io.Writer) error) (err error) {
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
		return err
	}
	if err := errors.Join(buffered.Flush(), part.Chmod(0o644), part.Close()); err != nil {
		return outputError(path, err)
	}
	if err := os.Rename(part.Name(), path); err != nil {
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

func outputError(path string, err error) error {
	return &kpi.Error{Code: kpi.CodeInvalid, Key: "cli.output", Args: kpi.Args{"path": path}, Err: err}
}
