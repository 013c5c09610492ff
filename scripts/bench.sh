#!/usr/bin/env bash
# Measures every call of our pallets on this machine and writes their weights.
#
#   scripts/bench.sh [PALLET…]     all four unless named: consortium merchant-registry quota product-identity
#
# Needs frame-omni-bencher, the SDK's tool for it: it is installed on the first run, which takes a while.
# It runs the runtime's Wasm, built with the feature runtime-benchmarks, on the `development` genesis.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"

scripts/setup.sh

BENCHER_VERSION=0.28.0
if ! command -v frame-omni-bencher >/dev/null; then
	say "Build frame-omni-bencher $BENCHER_VERSION"
	CARGO_TARGET_DIR=$HALLMARK_CACHE/tools cargo install --locked --debug --root "$HALLMARK_CACHE" \
		frame-omni-bencher --version "$BENCHER_VERSION"
fi

say "Build the runtime with benchmarks"
cargo build -p hallmark-runtime --features runtime-benchmarks
WASM=$TARGET/debug/wbuild/hallmark-runtime/hallmark_runtime.wasm

[ $# -gt 0 ] || set -- consortium merchant-registry quota product-identity
for pallet in "$@"; do
	say "Measure pallet-$pallet"
	frame-omni-bencher v1 benchmark pallet \
		--runtime "$WASM" --genesis-builder runtime --genesis-builder-preset development \
		--pallet "pallet_${pallet//-/_}" --extrinsic '*' \
		--steps "${STEPS:-20}" --repeat "${REPEAT:-10}" \
		--template scripts/weights.hbs \
		--output "pallets/$pallet/src/weights.rs"
done
say "Format"
cargo fmt --all
