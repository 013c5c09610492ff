#!/usr/bin/env bash
# Sets the machine up and runs every check of Hallmark: formatting, lints, documentation, dependencies,
# all tests, the benchmarks once over, and the tests from outside against a real node.
#
#   scripts/test.sh              all of that
#   scripts/test.sh --network    what befalls a real network instead: faults, disks, power, strangers, joining, the runbook
#                                (tests/network); it needs root and about an hour
#
# HALLMARK_CONFORMANCE_DATA names the folder of reference data for the conformance tests; without it
# they report themselves as skipped.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"

if [ "${1:-}" = --network ]; then
	scripts/setup.sh checks network
	say "Build"
	cargo build --package hallmark-node --package hallmark-cli
	say "A network and its faults"
	HALLMARK_NODE=$TARGET/debug/hallmark-node exec tests/network/run.sh
fi

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

say "Deployment: units, image, alert rules, dashboard"
deploy/check.sh

# Lints come before the build. Both write the runtime's Wasm, and what depends on it must be built after it was
# last written.
say "Lints"
cargo clippy --workspace --all-targets -- -D warnings

say "Build, everything that the tests run"
cargo build --workspace --all-targets

say "JavaScript packages"
# What programs in other languages check is made by examples, as they were built above: `cargo run --package` would
# build half the SDK again, with other features.
MADE=$(mktemp -d)
for example in fixture sheets samples; do
	mkdir "$MADE/$example"
	"$TARGET/debug/examples/$example" "$MADE/$example"
done
HALLMARK_VERIFIER=$MADE/fixture js/run.sh

# The tests from outside mostly wait for blocks, so they run beside the other checks, which yield the processor to
# them.
OUTSIDE=$(mktemp)
# They have a session of their own, so that their nodes end with them.
export HALLMARK_NODE=$TARGET/debug/hallmark-node HALLMARK_LOAD=$TARGET/debug/hallmark-load
setsid bash -c 'tests/e2e/run.sh && tests/docs/run.sh && tests/browser/run.sh && scripts/load.sh --check' >"$OUTSIDE" 2>&1 &
OUTSIDE_PID=$!
# The exit status of a trap becomes that of the script, so killing what has ended already must not fail.
trap 'kill -- "-$OUTSIDE_PID" 2>/dev/null || true; rm -f "$OUTSIDE"' EXIT

say "Documentation"
RUSTDOCFLAGS="-D warnings" nice cargo doc --workspace --no-deps

say "Benchmarks, once over"
PALLETS=(pallets/*/)
PALLETS=("${PALLETS[@]#pallets/}")
PALLETS=("${PALLETS[@]%/}")
nice cargo nextest run "${PALLETS[@]/#/--package=pallet-}" --features runtime-benchmarks,try-runtime benchmark

say "Labels, read by readers that are not ours"
nice tests/labels/run.sh "$MADE/sheets"

say "Credentials, checked by programs that are not ours"
nice tests/credentials/run.sh "$MADE/samples"

say "EPCIS documents, checked by programs that are not ours"
if [ -n "${HALLMARK_CONFORMANCE_DATA:-}" ]; then
	"$TARGET/debug/examples/events" "$MADE/events" "$HALLMARK_CONFORMANCE_DATA/epcis/examples"
fi
nice tests/epcis/run.sh "$MADE/events"

say "A data warehouse's history, read by DuckDB"
"$TARGET/debug/examples/history" "$MADE/history"
nice tests/warehouse/run.sh "$MADE/history"
rm -r "$MADE"

say "From outside: a real node, a real client"
wait "$OUTSIDE_PID" || {
	cat "$OUTSIDE"
	die "a test from outside failed"
}
cat "$OUTSIDE"

say "Tests"
cargo nextest run --workspace
