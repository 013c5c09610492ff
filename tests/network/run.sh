#!/usr/bin/env bash
# Runs the fault tests: a consortium of real nodes on this machine, and what befalls it.
#
#   tests/network/run.sh                        all of them, an hour and a half
#   tests/network/run.sh faults.test.js …       some files
#
# It needs root and what scripts/network.sh needs. HALLMARK_NODE names the node's binary; without it, it is the one that
# `cargo build` made last. HALLMARK_SEED is the number from which random choices are drawn; each run prints its
# own. HALLMARK_KILLS is how often validators are killed under load: 20 unless set. HALLMARK_FACTORY names the block factory, by
# default the one beside the node, if there is one: without it nobody joins a long chain. HALLMARK_OLD_NODE names a node of an earlier
# release (releases.test.js), and with HALLMARK_OLD_FACTORY the factory of the same release both seal a day of blocks in turns
# (day.test.js), which takes half an hour more. HALLMARK_NETWORK_TAG and HALLMARK_NETWORK_SUBNET, such as `second` and 10.79.0, let two files run at once.
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
if [ -z "${HALLMARK_FACTORY:-}" ] && [ -x "$(dirname "$HALLMARK_NODE")/hallmark-factory" ]; then
	HALLMARK_FACTORY=$(dirname "$HALLMARK_NODE")/hallmark-factory
	export HALLMARK_FACTORY
fi

# The packages are those of the other tests from outside.
npm_packages "$ROOT/tests/e2e"
ln -sfn ../e2e/node_modules node_modules

# One network at a time is what a small machine can carry.
[ $# -gt 0 ] || set -- *.test.js
node --test --test-concurrency=1 --test-reporter=spec "$@"
