#!/usr/bin/env bash
# Runs the commands of docs/ as they stand there, page by page, before a real node and gateway.
#
#   tests/docs/run.sh                 all pages
#   tests/docs/run.sh api.md …        some of them
#
# It has a network of its own, with the machine's addresses and none else: the pages' ports are free, and nothing that
# is outside is reached. HALLMARK_NODE, HALLMARK_CLI and HALLMARK_GATEWAY name other binaries than those that
# `cargo build` made last.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib.sh"
cd "$ROOT/tests/docs"

target=$(sed -n 's/^target-dir = "\(.*\)"$/\1/p' "$ROOT/.cargo/machine.toml" 2>/dev/null || true)
built=${CARGO_TARGET_DIR:-${target:-$ROOT/target}}/debug
export HALLMARK_NODE=${HALLMARK_NODE:-$built/hallmark-node}
export HALLMARK_CLI=${HALLMARK_CLI:-$built/hallmark}
export HALLMARK_GATEWAY=${HALLMARK_GATEWAY:-$built/hallmark-gateway}
for binary in "$HALLMARK_NODE" "$HALLMARK_CLI" "$HALLMARK_GATEWAY"; do
	[ -x "$binary" ] || die "there is no $binary: run cargo build -p $(basename "$binary"), or set its variable"
done
npm_packages "$ROOT/js"
npm_packages "$ROOT/tests/e2e"
npm_packages "$ROOT/tests/api"

HALLMARK_CHAIN=$(mktemp)
export HALLMARK_CHAIN
trap 'rm -f "$HALLMARK_CHAIN"' EXIT
"$HALLMARK_NODE" export-chain-spec --chain dev --raw >"$HALLMARK_CHAIN" 2>/dev/null ||
	die "$HALLMARK_NODE cannot make the development chain"
export HALLMARK_COMPILED=$HALLMARK_CACHE/compiled
mkdir -p "$HALLMARK_COMPILED"
export HALLMARK_PAGES=$*
# shellcheck disable=SC2016 # the inner shell expands it
apart=(unshare --net --map-root-user bash -c 'ip link set lo up && exec "$@"' bash)
"${apart[@]}" true 2>/dev/null || {
	say "No network of its own can be had here: ports 8080 and 9944 of this machine must be free"
	apart=()
}
"${apart[@]}" node --test --test-reporter=spec pages.test.js
