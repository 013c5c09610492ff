#!/usr/bin/env bash
# Runs the tests from outside: starts real nodes and talks to them as integrators do.
#
#   tests/e2e/run.sh                    all of them
#   tests/e2e/run.sh lots.test.js …     some files
#
# HALLMARK_NODE names the node's binary; without it, it is the one that `cargo build` made last.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib.sh"
cd "$ROOT/tests/e2e"

if [ -z "${HALLMARK_NODE:-}" ]; then
	target=$(sed -n 's/^target-dir = "\(.*\)"$/\1/p' "$ROOT/.cargo/machine.toml" 2>/dev/null || true)
	HALLMARK_NODE=${CARGO_TARGET_DIR:-${target:-$ROOT/target}}/debug/hallmark-node
fi
[ -x "$HALLMARK_NODE" ] || die "no node at $HALLMARK_NODE: run cargo build -p hallmark-node, or set HALLMARK_NODE"
export HALLMARK_NODE

# What knows the domain is in js/verify, which has packages of its own.
npm_packages "$ROOT/js"
npm_packages "$ROOT/tests/e2e"

# Making the genesis is half of what a node does to start, so it is made once for all of them.
HALLMARK_CHAIN=$(mktemp)
export HALLMARK_CHAIN
trap 'rm -f "$HALLMARK_CHAIN"' EXIT
"$HALLMARK_NODE" export-chain-spec --chain dev --raw >"$HALLMARK_CHAIN" 2>/dev/null ||
	die "$HALLMARK_NODE cannot make the development chain"

# So is the compiled Wasm, and it is kept for the next time, as scripts/run.sh does.
export HALLMARK_COMPILED=$HALLMARK_CACHE/compiled
mkdir -p "$HALLMARK_COMPILED"

# Each file starts a node of its own. They wait for blocks most of the time, so two cores carry four.
[ $# -gt 0 ] || set -- *.test.js
node --test --test-concurrency=4 --test-reporter=spec "$@"
