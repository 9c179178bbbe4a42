# Everything that is done with the sources. "make" alone says what each target does.

BIN      := bin/portevoix
DEMO     := bin/demo.db
ADDR     ?= 127.0.0.1:8080
GO_FILES := cmd internal reports static/static.go portevoix.go
LINTER   := bin/golangci-lint
DIST     := static/dist/manifest.json
MODULES  := static/node_modules/.package-lock.json

.DEFAULT_GOAL := help
.PHONY: help run test build bench lint fmt assets generate screenshots packages clean

help: ## say what each target does
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## build everything and serve the example network at http://127.0.0.1:8080
	$(BIN) serve --demo --db $(DEMO) --addr $(ADDR)

test: assets packages ## run all tests
	go test ./...
	go test -race -short ./internal/network/... ./internal/store/...

build: assets ## write bin/portevoix
	go build -trimpath -ldflags "-s -w" -o $(BIN) ./cmd/portevoix
	@# the linker leaves its file in huge pages, which count as memory of whoever runs it
	@cp $(BIN) $(BIN).copied && mv $(BIN).copied $(BIN)

bench: build packages ## measure what DESIGN.md sets targets for; the table is also written to bench/result.txt
	@mkdir -p bench
	go test -tags bench -count 1 -timeout 60m -run '^TestBench$$' -v ./cmd/portevoix

lint: assets $(LINTER) ## check form, faults and staleness of generated files
	@unformatted=$$(gofmt -l $(GO_FILES)); if [ -n "$$unformatted" ]; then echo "not formatted (make fmt):"; echo "$$unformatted"; exit 1; fi
	go vet ./...
	go vet -tags bench,screenshots ./cmd/...
	$(LINTER) run
	go mod tidy -diff
	.ci/stale

fmt: ## format Go files and page templates
	gofmt -w $(GO_FILES)
	go tool templ fmt internal/web/page

assets: $(DIST) ## bundle styles, scripts, fonts and charts, where their sources changed

$(DIST): $(MODULES) $(wildcard static/*.js) $(shell find static/src -type f) $(filter-out %_templ.go,$(wildcard internal/web/page/*.templ internal/web/page/*.go))
	cd static && npm run --silent build
	@touch $@

$(MODULES): static/package.json static/package-lock.json
	cd static && npm ci --no-fund --no-audit --loglevel error
	@touch $@

generate: ## write the Go code of the page templates
	go tool templ generate -path internal/web/page

screenshots: build packages ## take the pictures of README.md and of the guides
	go test -tags screenshots -count 1 -run '^TestScreenshots$$' -v ./cmd/portevoix

packages: # what tests drive from outside: installed for root, else only named
	@.ci/packages

$(LINTER): tools/go.mod tools/go.sum
	go build -C tools -o ../$(LINTER) github.com/golangci/golangci-lint/v2/cmd/golangci-lint

clean: ## remove what was built
	rm -rf bin static/dist static/node_modules
