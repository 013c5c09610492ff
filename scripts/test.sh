#!/usr/bin/env bash
# Sets the machine up and runs every check of Hallmark: formatting, lints, documentation, dependencies,
# all tests, the benchmarks once over, and the tests from outside against a real node.
#
# HALLMARK_CONFORMANCE_DATA names the folder of reference data for the conformance tests; without it
# they report themselves as skipped.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"

scripts/setup.sh checks

if [ -n "${HALLMARK_CONFORMANCE_DATA:-}" ]; then
	[ -d "$HALLMARK_CONFORMANCE_DATA" ] || die "HALLMARK_CONFORMANCE_DATA names no folder: $HALLMARK_CONFORMANCE_DATA"
	HALLMARK_CONFORMANCE_DATA=$(cd "$HALLMARK_CONFORMANCE_DATA" && pwd)
	export HALLMARK_CONFORMANCE_DATA
else
	say "HALLMARK_CONFORMANCE_DATA is not set: the conformance tests are skipped"
fi

say "Formatting"
cargo fmt --all --check

say "Dependencies: licences, sources, duplicates"
cargo deny --log-level error check bans licenses sources

# Before the build: both write the runtime's Wasm, and whoever writes it last has what depends on it fresh.
say "Lints"
cargo clippy --workspace --all-targets -- -D warnings

say "Build, everything that the tests run"
cargo build --workspace --all-targets

# The tests from outside mostly wait for blocks, so they run beside the checks, which let them go first.
OUTSIDE=$(mktemp)
# A session of their own, so that their nodes end with them.
setsid tests/e2e/run.sh >"$OUTSIDE" 2>&1 &
OUTSIDE_PID=$!
# A trap that fails is the script's exit status, and there is nothing to kill where they have ended.
trap 'kill -- "-$OUTSIDE_PID" 2>/dev/null || true; rm -f "$OUTSIDE"' EXIT

say "Documentation"
RUSTDOCFLAGS="-D warnings" nice cargo doc --workspace --no-deps

say "Benchmarks and migrations, once over"
PALLETS=(pallets/*/)
PALLETS=("${PALLETS[@]#pallets/}")
PALLETS=("${PALLETS[@]%/}")
# The runtime's Wasm is that of the build before: with these features it would be another one.
SKIP_WASM_BUILD=1 nice cargo nextest run "${PALLETS[@]/#/--package=pallet-}" --package=hallmark-runtime \
	--features runtime-benchmarks,try-runtime benchmark migrations

say "From outside: a real node, a real client"
wait "$OUTSIDE_PID" || {
	cat "$OUTSIDE"
	die "a test from outside failed"
}
cat "$OUTSIDE"

say "Tests"
cargo nextest run --workspace
