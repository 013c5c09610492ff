#!/usr/bin/env bash
# Measures what a node carries on this machine: rates, latency, losses. Nothing else should run at the same
# time. docs/performance.md says what each row is.
#
#   scripts/load.sh [--rows A,B…] [--rounds N] [--against OLD_NODE] [--json FILE] [--svg FILE]
#   scripts/load.sh --grown BASE_PATH [--base BASE_PATH]   the same node on chains that hallmark-factory made
#   scripts/load.sh --check     measures nothing: as many calls are final as were accepted, in random order, and a
#                               node syncs what the factory makes
#
# It builds node and tool in release, unless HALLMARK_NODE names a node and HALLMARK_LOAD the tool. With
# --against an older node is measured too, in turn with the new one, and the ratios are reported.
# `hallmark-load --help` has the other options; they are passed on.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

case "${1:-}" in
-h | --help) sed -n '2,13s/^# \{0,1\}//p' "$0"; exit 0 ;;
esac

NODE=${HALLMARK_NODE:-}
LOAD=${HALLMARK_LOAD:-}
if [ -z "$NODE" ] || [ -z "$LOAD" ]; then
	say "Build in release"
	(cd "$ROOT" && CARGO_TARGET_DIR=$HALLMARK_CACHE/release cargo build --release --locked --workspace --bins)
	NODE=${NODE:-$HALLMARK_CACHE/release/release/hallmark-node}
	LOAD=${LOAD:-$HALLMARK_CACHE/release/release/hallmark-load}
fi
exec "$LOAD" --node "$NODE" "$@"
