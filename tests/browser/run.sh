#!/usr/bin/env bash
# Runs the tests of the consumers' pages and of the desk: a real node, a real gateway, a real browser.
#
#   tests/browser/run.sh [OPTION…]      options of `node --test`, such as --test-name-pattern=recall
#   tests/browser/run.sh --record       records vectors/proof/ instead: see record.js
#   tests/browser/run.sh --quarter [SCANS]   measures the check on a slow phone instead: see quarter.js
#
# HALLMARK_NODE, HALLMARK_CLI and HALLMARK_GATEWAY name other binaries than those that `cargo build` made last,
# HALLMARK_CHROMIUM another browser than Debian's. HALLMARK_SCREENSHOTS is the folder for pictures of all pages. With
# HALLMARK_STORY=1 the story from the factory to release is told, too, which takes three minutes.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib.sh"
cd "$ROOT/tests/browser"

target=$(sed -n 's/^target-dir = "\(.*\)"$/\1/p' "$ROOT/.cargo/machine.toml" 2>/dev/null || true)
built=${CARGO_TARGET_DIR:-${target:-$ROOT/target}}/debug
export HALLMARK_NODE=${HALLMARK_NODE:-$built/hallmark-node}
export HALLMARK_CLI=${HALLMARK_CLI:-$built/hallmark}
export HALLMARK_GATEWAY=${HALLMARK_GATEWAY:-$built/hallmark-gateway}
for binary in "$HALLMARK_NODE" "$HALLMARK_CLI" "$HALLMARK_GATEWAY"; do
	[ -x "$binary" ] || die "there is no $binary: run cargo build -p $(basename "$binary"), or set its variable"
done
[ -x "${HALLMARK_CHROMIUM:-/usr/bin/chromium}" ] || die "Chromium is missing: run scripts/setup.sh checks"

npm_packages "$ROOT/tests/browser"
# What makes a chain with declarations is the tests' from outside.
npm_packages "$ROOT/js"
npm_packages "$ROOT/tests/e2e"
TESTS=(pages.test.js console.test.js desk.test.js)
if [ "${HALLMARK_STORY:-}" = 1 ]; then
	TESTS+=(story.test.js)
	# Its history is read as data scientists read it.
	python_packages "$ROOT/tests/warehouse/requirements.txt" --only-binary :all:
fi

HALLMARK_CHAIN=$(mktemp)
export HALLMARK_CHAIN
trap 'rm -f "$HALLMARK_CHAIN"' EXIT
"$HALLMARK_NODE" export-chain-spec --chain dev --raw >"$HALLMARK_CHAIN" 2>/dev/null ||
	die "$HALLMARK_NODE cannot make the development chain"
export HALLMARK_COMPILED=$HALLMARK_CACHE/compiled
mkdir -p "$HALLMARK_COMPILED"
export HALLMARK_SCREENSHOTS=${HALLMARK_SCREENSHOTS:-$HALLMARK_CACHE/screenshots}

case "${1-}" in
--record | --quarter)
	script=${1#--}.js
	shift
	node "$script" "$@"
	exit
	;;
esac
node --test --test-concurrency=1 --test-reporter=spec "$@" "${TESTS[@]}"
echo "pictures of all pages: $HALLMARK_SCREENSHOTS"
