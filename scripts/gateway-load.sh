#!/usr/bin/env bash
# Measures how many scan pages a gateway serves on this machine: over 100,000 items of 150 lots, none twice within a
# block, side by side with nginx serving finished pages as files. Nothing else should run at the same time.
#
#   scripts/gateway-load.sh [SECONDS]
#
# It needs wrk (apt install wrk), and nginx for the comparison. Node and gateway are built in
# release unless HALLMARK_NODE and HALLMARK_GATEWAY name them.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"

case "${1:-}" in
-h | --help) sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 0 ;;
esac
SECONDS_EACH=${1:-20}
command -v wrk >/dev/null || die "wrk is missing: apt install wrk"

if [ -z "${HALLMARK_NODE:-}" ] || [ -z "${HALLMARK_GATEWAY:-}" ]; then
	say "Build in release"
	CARGO_TARGET_DIR=$HALLMARK_CACHE/release cargo build --release --locked -p hallmark-node -p hallmark-gateway
	export HALLMARK_NODE=${HALLMARK_NODE:-$HALLMARK_CACHE/release/release/hallmark-node}
	export HALLMARK_GATEWAY=${HALLMARK_GATEWAY:-$HALLMARK_CACHE/release/release/hallmark-gateway}
fi
npm_packages "$ROOT/js"
npm_packages "$ROOT/tests/e2e"

WORK=$(mktemp -d)
# nginx gives its right to read the folder away.
chmod 755 "$WORK"
trap 'kill $(jobs -p) 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$WORK"' EXIT
export HALLMARK_CHAIN=$WORK/chain.json HALLMARK_COMPILED=$HALLMARK_CACHE/compiled
mkdir -p "$HALLMARK_COMPILED"
"$HALLMARK_NODE" export-chain-spec --chain dev --raw >"$HALLMARK_CHAIN" 2>/dev/null

say "A chain with 150 lots"
node tests/e2e/gateway-load.js "$WORK" >"$WORK/node" &
until [ -s "$WORK/node" ]; do sleep 0.5; jobs -r >/dev/null; done

PORT=${HALLMARK_GATEWAY_PORT:-8085}
"$HALLMARK_GATEWAY" --node "$(<"$WORK/node")" --leaves "$WORK/leaves" --data "$WORK/data" --trust "$HALLMARK_CHAIN" \
	--listen "127.0.0.1:$PORT" --trust-loopback >/dev/null 2>"$WORK/gateway.log" &
GATEWAY=$!
until curl -fs "http://127.0.0.1:$PORT/health" | grep -q '"read":150'; do sleep 0.2; done

# Each thread of wrk goes through the paths in steps of its own.
cat >"$WORK/paths.lua" <<'LUA'
local threads = 0
function setup(thread) thread:set("id", threads) threads = threads + 1 end
function init(args)
	paths = {}
	for line in io.lines(args[1]) do paths[#paths + 1] = line end
	step = tonumber(args[2])
	at = id
end
function request()
	at = at + step
	return wrk.format("GET", paths[at % #paths + 1], { ["Accept-Language"] = "en" })
end
LUA
measure() { wrk -t2 -c"$3" -d"$SECONDS_EACH"s --latency -s "$WORK/paths.lua" "$1" -- "$2" 2; }

say "Gateway"
measure "http://127.0.0.1:$PORT" "$WORK/paths" 32 | tee "$WORK/gateway.out"
grep -E 'RssAnon|VmHWM' "/proc/$GATEWAY/status"

if command -v nginx >/dev/null; then
	say "nginx with finished pages"
	mkdir -p "$WORK/www/scan"
	curl -fs "http://127.0.0.1:$PORT$(head -1 "$WORK/paths")" >"$WORK/page.html"
	# As many files as pages would need the disk's patience: one of their size, under a thousand names.
	for n in $(seq 0 999); do cp "$WORK/page.html" "$WORK/www/scan/$n.html"; echo "/scan/$n.html"; done >"$WORK/files"
	cat >"$WORK/nginx.conf" <<NGINX
worker_processes 2;
pid $WORK/nginx.pid;
error_log $WORK/nginx.log;
events { worker_connections 1024; }
http { access_log off; sendfile on; keepalive_requests 100000000; types { text/html html; }
	server { listen 127.0.0.1:$((PORT + 1)); root $WORK/www; } }
NGINX
	nginx -c "$WORK/nginx.conf" -g 'daemon off;' &
	sleep 1
	measure "http://127.0.0.1:$((PORT + 1))" "$WORK/files" 32 | tee "$WORK/nginx.out"
	rate() { sed -n 's/^Requests\/sec: *//p' "$1"; }
	echo "gateway / nginx: $(echo "$(rate "$WORK/gateway.out") / $(rate "$WORK/nginx.out")" | bc -l | cut -c1-5)"
fi
