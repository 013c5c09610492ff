# The commands of daily work, for https://just.systems. Each is one line over scripts/ or cargo, so whoever
# has no `just` reads them here. The scripts are the source of truth.

# Where setup.sh puts the tools that it installs.
cache := env("HALLMARK_CACHE", env("XDG_CACHE_HOME", env("HOME") / ".cache") / "hallmark")
export PATH := cache / "bin" + ":" + env("PATH")

# Lists the commands.
default:
	@just --list --unsorted

# Sets the machine up for building; `just setup checks` also for testing.
setup *what:
	scripts/setup.sh {{ what }}

# Builds, starts a development chain and does the main job; `just run --once` stops afterwards.
run *options:
	scripts/run.sh {{ options }}

# Runs every check, as the integration machine does.
test:
	scripts/test.sh

# Compiles one crate and its tests, and runs them: `just check pallet-quota`, `just check pallet-quota limits`.
check package *filter:
	cargo check --package {{ package }} --all-targets
	cargo nextest run --package {{ package }} {{ filter }}

# Builds all executables.
build:
	cargo build --workspace --bins

# Builds all executables for operators.
build-production:
	cargo build --workspace --bins --profile production --locked

# Runs the tests from outside against the node that was built last; names of files run only these.
e2e *files:
	tests/e2e/run.sh {{ files }}

# Measures calls and the database, and writes weights; names measure only these.
bench *names:
	scripts/bench.sh {{ names }}

# Tests the migrations with the checks before and after an upgrade.
try-runtime:
	SKIP_WASM_BUILD=1 cargo nextest run --package hallmark-runtime --features try-runtime migrations

# Rehearses an upgrade and a failed migration on running nodes, with runtimes built for that; needs root.
rehearse:
	scripts/rehearse.sh

# Formats all sources.
fmt:
	cargo fmt --all

# Lints as the checks do.
lint:
	cargo clippy --workspace --all-targets -- -D warnings

# Makes the crates' documentation and opens it.
doc:
	cargo doc --workspace --no-deps --open

# Checks licences and sources of what is linked.
deny:
	cargo deny check bans licenses sources

# Prints the hashes of the runtime's Wasm that a commit makes, the same on every machine.
wasm-hash *commit:
	scripts/wasm-hash.sh {{ commit }}
