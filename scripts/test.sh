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

say "Build, everything that the tests run"
cargo build --workspace --all-targets

say "Lints"
cargo clippy --workspace --all-targets -- -D warnings

say "Documentation"
RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps

say "Benchmarks and migrations, once over"
PALLETS=(pallets/*/)
PALLETS=("${PALLETS[@]#pallets/}")
PALLETS=("${PALLETS[@]%/}")
cargo nextest run "${PALLETS[@]/#/--package=pallet-}" --features runtime-benchmarks,try-runtime benchmark

say "From outside: a real node, a real client"
tests/e2e/run.sh

say "Tests"
cargo nextest run --workspace
