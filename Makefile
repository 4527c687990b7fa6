# The list of habits. `make run` and `make test` do everything on a fresh Debian 12 with Rust, Node and Python.
# The build cache lives outside the checkout, so a clean clone builds fast.
export CARGO_TARGET_DIR ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/vigie/target
export npm_config_cache ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/vigie/npm
DATA ?= vigie-data
PORT ?= 8750
# Of `make run`: a scenario of `vigie exercise list`, and how fast its story runs; empty: the usual exercise at its usual speed.
SCENARIO ?=
SPEED ?=

.PHONY: run serve build web test check lint fmt unit browser wheel bench fuzz setup clean help

help: ## this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

run: web ## build, start the built-in exercise of two nodes, print the addresses to open
	cargo build --release --locked -p vigie
	$(CARGO_TARGET_DIR)/release/vigie exercise --data $(DATA) --port $(PORT) $(if $(SCENARIO),--scenario $(SCENARIO)) $(if $(SPEED),--speed $(SPEED))

build: web ## the release binary, with the web pages inside
	cargo build --release --locked -p vigie

web: ## the web pages (needs Node), into web/dist
	npm --prefix web ci --no-audit --no-fund --loglevel=error
	npm --prefix web run build

test: setup web lint unit browser wheel ## every test, browser ones and the wheel's too

setup: ## install what the tests need and the machine lacks (Chromium, GDAL, gpsd)
	sh scripts/setup.sh

lint: ## formatter and lints
	cargo fmt --all -- --check
	cargo clippy --workspace --all-targets --locked -- -D warnings

fmt: ## format the Rust code
	cargo fmt --all

unit: ## Rust tests: units, properties, stories, whole binaries
	cargo test --workspace --locked

browser: ## pages in Chromium against the built binary
	# With the tests: the same features as above, so nothing is built twice.
	cargo build --locked --workspace --bins --tests --examples
	npm --prefix web test
	VIGIE_BIN=$(CARGO_TARGET_DIR)/debug/vigie npm --prefix web run test:browser

wheel: ## the Python wheel and its tests (needs Python; skips with a message where it cannot)
	sh scripts/wheel.sh

check: lint unit ## lints and Rust tests only

bench: ## speed and accuracy beside named peers (downloads the peers from their registries)
	python3 bench/run.py

fuzz: ## each fuzz target for a minute (needs cargo-fuzz and a nightly-capable toolchain)
	sh scripts/fuzz.sh

clean: ## remove what was built
	rm -rf web/dist web/node_modules $(CARGO_TARGET_DIR)
