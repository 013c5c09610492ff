#!/usr/bin/env bash
# Measures EPCIS of a gateway over HTTP on this machine, with a node beside it: queries over a million events (wrk, 32
# kept connections), and documents of 500 events that are captured (16 kept connections) as calls, until these are final, and
# as documents that are kept. For each row: events or answers a second, p50 and p99 of an answer, and the spread over rounds.
# Nothing else should run at the same time.
#
#   scripts/epcis-load.sh [SECONDS] [EVENTS] [ROUNDS] [ROWS]     20 seconds for each row, 1,000,000 events, 3 rounds;
#                                                                only the rows with this text in their names
#
# It needs wrk (apt install wrk). All is built in release unless HALLMARK_NODE, HALLMARK_GATEWAY and HALLMARK_EPCIS_FILL (the
# example `queries` of hallmark-epcis-rest) name what is built already. The report in JSON goes to the standard output.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"

case "${1:-}" in
-h | --help) sed -n '2,11s/^# \{0,1\}//p' "$0"; exit 0 ;;
esac
EACH=${1:-20} EVENTS=${2:-1000000} ROUNDS=${3:-3} ROWS=${4:-}
command -v wrk >/dev/null || die "wrk is missing: apt install wrk"

if [ -z "${HALLMARK_NODE:-}" ] || [ -z "${HALLMARK_GATEWAY:-}" ] || [ -z "${HALLMARK_EPCIS_FILL:-}" ]; then
	say "Build in release" >&2
	BUILT=$HALLMARK_CACHE/release
	CARGO_TARGET_DIR=$BUILT cargo build --release --locked -p hallmark-node -p hallmark-gateway >&2
	CARGO_TARGET_DIR=$BUILT cargo build --release --locked -p hallmark-epcis-rest --example queries >&2
	export HALLMARK_NODE=${HALLMARK_NODE:-$BUILT/release/hallmark-node}
	export HALLMARK_GATEWAY=${HALLMARK_GATEWAY:-$BUILT/release/hallmark-gateway}
	export HALLMARK_EPCIS_FILL=${HALLMARK_EPCIS_FILL:-$BUILT/release/examples/queries}
fi
npm_packages "$ROOT/js"
npm_packages "$ROOT/tests/e2e"

HALLMARK_CHAIN=$(mktemp)
export HALLMARK_CHAIN HALLMARK_NODE HALLMARK_GATEWAY HALLMARK_COMPILED=$HALLMARK_CACHE/compiled
trap 'rm -f "$HALLMARK_CHAIN"' EXIT
mkdir -p "$HALLMARK_COMPILED"
"$HALLMARK_NODE" export-chain-spec --chain dev --raw >"$HALLMARK_CHAIN" 2>/dev/null

node tests/e2e/epcis-load.js "$HALLMARK_EPCIS_FILL" --seconds "$EACH" --events "$EVENTS" --rounds "$ROUNDS" --rows "$ROWS"
