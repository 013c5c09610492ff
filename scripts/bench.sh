#!/usr/bin/env bash
# Measures what calls and the database cost on this machine, and writes the runtime's weights. Nothing else should
# run at the same time.
#
#   scripts/bench.sh              the database and every pallet
#   scripts/bench.sh NAME…        only these: `storage`, or pallets as `hallmark-bench list` shows them
#
# STEPS and REPEAT say how thoroughly (20 and 10). Pallets of ours get their weights.rs, those of the SDK a
# file in runtime/src/weights. runtime/src/benchmarks.rs says which are not measured, and why.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"

scripts/setup.sh

say "Build"
cargo build --workspace --bin hallmark-bench --features hallmark-bench/runtime
BENCH=$TARGET/debug/hallmark-bench

[ $# -gt 0 ] || set -- storage $("$BENCH" list)
PALLETS=()
for name in "$@"; do
	if [ "$name" = storage ]; then
		say "Measure the database"
		"$BENCH" storage --base-path "$HALLMARK_CACHE" --output runtime/src/configs/weights.rs
	else
		PALLETS+=("$name")
	fi
done
if [ ${#PALLETS[@]} -gt 0 ]; then
	say "Measure ${PALLETS[*]}"
	"$BENCH" pallet --steps "${STEPS:-20}" --repeat "${REPEAT:-10}" "${PALLETS[@]}"
fi

say "Check what was written"
cargo fmt --all
cargo check --workspace
