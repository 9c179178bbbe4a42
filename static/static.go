// Package static holds the built assets: the bundle that build.js makes from
// src/ and from what package.json pins. Without them the package does not
// compile: run "make assets" first.
package static

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"sync"
)

//go:embed all:dist
var dist embed.FS

// Prefix is the path under which the assets are served.
const Prefix = "/static/"

// FS returns the built assets, without their folder. Every name but
// manifest.json holds a hash of its content: it may be kept for ever.
func FS() fs.FS {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(fmt.Errorf("static: %w", err))
	}
	return files
}

var manifest = sync.OnceValue(func() map[string]string {
	data, err := dist.ReadFile("dist/manifest.json")
	if err != nil {
		panic(fmt.Errorf("static: the assets are not built, run make assets: %w", err))
	}
	var names map[string]string
	if err := json.Unmarshal(data, &names); err != nil {
		panic(fmt.Errorf("static: manifest: %w", err))
	}
	return names
})

// Path returns the address of an asset: Path("app.js") is
// "/static/app.HASH.js". It panics on a name that the build did not make,
// which a test of any page finds.
func Path(name string) string {
	hashed, ok := manifest()[name]
	if !ok {
		panic(fmt.Errorf("static: no asset %q", name))
	}
	return Prefix + hashed
}
