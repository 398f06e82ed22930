# tepat: make demo shows it, make test proves it. `make` lists the rest.
SHELL := /bin/sh
.DEFAULT_GOAL := help
GO ?= go

# What the program needs to run and to be built, and what only the tests need.
PACKAGES      := postgresql-15 postgresql-15-postgis-3 gcc libc6-dev
TEST_PACKAGES := $(PACKAGES) chromium gdal-bin poppler-utils

WEB_SOURCES := $(shell find web -path web/node_modules -prune -o -path web/dist -prune -o -path web/test -prune -o -type f -print 2>/dev/null)
GO_SOURCES  := $(shell find cmd geo store ingest tiles api web -name node_modules -prune -o \( -name '*.go' -o -name '*.sql' -o -name '*.yaml' \) -print 2>/dev/null)

.PHONY: help
help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

.PHONY: demo
demo: packages bin/tepat ## make up a regency, import it, and show its map at http://127.0.0.1:8080
	@exec bin/tepat demo $(ARGS)

.PHONY: build
build: bin/tepat ## build the program at bin/tepat, page included

bin/tepat: web/dist/index.html go.mod go.sum $(GO_SOURCES)
	$(GO) build -trimpath -o $@ ./cmd/tepat

web/dist/index.html: web/node_modules/.package-lock.json $(WEB_SOURCES)
	cd web && npm run --silent build
	@touch $@

web/node_modules/.package-lock.json: web/package.json web/package-lock.json
	cd web && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

.PHONY: packages
packages:
	@.ci/packages $(PACKAGES)

.PHONY: test-packages
test-packages:
	@.ci/packages $(TEST_PACKAGES)

.PHONY: test
test: test-packages bin/tepat ## run every test: Go with -race, database, TypeScript, browser
	$(GO) vet ./...
	$(GO) test -race -timeout 60m ./...
	cd web && npm run --silent test
	.ci/journey

.PHONY: check
check: test ## the same: everything that CI runs

.PHONY: bench
bench: test-packages bin/tepat ## print one line a measure, with the ratio to what a user would pick instead
	$(GO) run ./cmd/bench $(ARGS)

.PHONY: screens
screens: test-packages bin/tepat ## take pictures of the main views into web/test/screens, to be looked at
	@.ci/journey screens

.PHONY: bless
bless: ## re-make the golden tiles
	$(GO) test ./tiles -run Golden -bless

.PHONY: clean
clean: ## remove what was built (not the data in .tepat)
	rm -rf bin web/dist web/node_modules
