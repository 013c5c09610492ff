#!/usr/bin/env bash
# Runs the clients that others write against a real node. HALLMARK_NODE names the node's binary.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"
cd "$ROOT/tests/e2e/clients"

# The node of the tests beside these, and its packages, of which these use the keys.
npm_packages "$ROOT/tests/e2e"
npm_packages "$ROOT/tests/e2e/clients"
# An environment for each, as two of them bring a module of the same name.
HALLMARK_PYTHONS=$PWD/node_modules/.python
export HALLMARK_PYTHONS
for requirements in requirements/*.txt; do
	environment=$HALLMARK_PYTHONS/$(basename "$requirements" .txt)
	if ! cmp -s "$requirements" "$environment/installed.txt"; then
		python3 -m venv --clear "$environment"
		"$environment/bin/python" -m pip install --quiet --requirement "$requirements"
		cp "$requirements" "$environment/installed.txt"
	fi
done

if [ -z "${HALLMARK_NODE:-}" ]; then
	target=$(sed -n 's/^target-dir = "\(.*\)"$/\1/p' "$ROOT/.cargo/machine.toml" 2>/dev/null || true)
	HALLMARK_NODE=${CARGO_TARGET_DIR:-${target:-$ROOT/target}}/debug/hallmark-node
fi
[ -x "$HALLMARK_NODE" ] || die "no node at $HALLMARK_NODE: run cargo build -p hallmark-node, or set HALLMARK_NODE"
export HALLMARK_NODE
HALLMARK_CHAIN=$(mktemp)
export HALLMARK_CHAIN
trap 'rm -f "$HALLMARK_CHAIN"' EXIT
"$HALLMARK_NODE" export-chain-spec --chain dev --raw >"$HALLMARK_CHAIN" 2>/dev/null ||
	die "$HALLMARK_NODE cannot make the development chain"

[ $# -gt 0 ] || set -- *.test.js
node --test --test-concurrency=1 --test-reporter=spec "$@"
