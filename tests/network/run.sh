#!/usr/bin/env bash
# Runs the fault tests: a consortium of real nodes on this machine, and what befalls it.
#
#   tests/network/run.sh                        all of them, about an hour
#   tests/network/run.sh faults.test.js …       some files
#
# It needs root and what scripts/network.sh needs. HALLMARK_NODE names the node's binary; without it, it is the one that
# `cargo build` made last. HALLMARK_SEED is the number from which random choices are drawn; each run prints its
# own. HALLMARK_KILLS is how often validators are killed under load: 20 unless set.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib.sh"
cd "$ROOT/tests/network"

[ "$(id -u)" = 0 ] || die "the fault tests make network namespaces, which needs root: run them as root, or with sudo -E"
for command in ip nft jq curl gcc; do
	command -v $command >/dev/null || die "$command is missing: apt-get install iproute2 nftables jq curl gcc"
done
if [ -z "${HALLMARK_NODE:-}" ]; then
	target=$(sed -n 's/^target-dir = "\(.*\)"$/\1/p' "$ROOT/.cargo/machine.toml" 2>/dev/null || true)
	HALLMARK_NODE=${CARGO_TARGET_DIR:-${target:-$ROOT/target}}/debug/hallmark-node
fi
[ -x "$HALLMARK_NODE" ] || die "no node at $HALLMARK_NODE: run cargo build -p hallmark-node, or set HALLMARK_NODE"
export HALLMARK_NODE

# The packages are those of the other tests from outside.
npm_packages "$ROOT/tests/e2e"
ln -sfn ../e2e/node_modules node_modules

# One network at a time is what a small machine can carry.
[ $# -gt 0 ] || set -- *.test.js
node --test --test-concurrency=1 --test-reporter=spec "$@"
