#!/usr/bin/env bash
# Measures how many scan pages a gateway serves on this machine: over 100,000 items of 150 lots of a million items each,
# none twice within a block, side by side with nginx serving finished pages as files; how much memory that takes, and
# how soon the gateway answers after a start. Nothing else should run at the same time.
#
#   scripts/gateway-load.sh [SECONDS]
#
# It needs wrk (apt install wrk), and nginx for the comparison. Node and gateway are built in
# release unless HALLMARK_NODE and HALLMARK_GATEWAY name them. The leaf files look 10 GB large and take 250 MB: most of
# their leaves are zeros. HALLMARK_GATEWAY_BEFORE may name another gateway, which is then measured in turns with the first.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"

case "${1:-}" in
-h | --help) sed -n '2,11s/^# \{0,1\}//p' "$0"; exit 0 ;;
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
# serve BINARY PORT: starts a gateway, whose id is then in GATEWAY.
serve() {
	"$1" --node "$(<"$WORK/node")" --leaves "$WORK/leaves" --data "$WORK/data-$2" --trust "$HALLMARK_CHAIN" \
		--listen "127.0.0.1:$2" --trust-loopback >/dev/null 2>>"$WORK/gateway.log" &
	GATEWAY=$!
}
# ready PORT: waits until it has read all leaf files and has a page.
ready() {
	until curl -fs "http://127.0.0.1:$1/health" | grep -q '"read":150' &&
		curl -fso /dev/null "http://127.0.0.1:$1$(head -1 "$WORK/paths")"; do sleep 0.05; done
}
now() { date +%s%N; }
since() { echo "$((($(now) - $1) / 1000000)) ms"; }

say "First start: every leaf file is read"
BEGAN=$(now)
serve "$HALLMARK_GATEWAY" "$PORT"
ready "$PORT"
since "$BEGAN"

# Each thread of wrk goes through the paths in steps of its own.
cat >"$WORK/paths.lua" <<'LUA'
local threads = 0
function setup(thread) thread:set("id", threads) threads = threads + 1 end
function init(args)
	paths = {}
	for line in io.lines(args[1]) do paths[#paths + 1] = line end
	step = tonumber(args[2])
	at = id
	wait = tonumber(args[3])
	-- Without such a function wrk sends the next request at once.
	if wait > 0 then delay = function() return wait end end
end
function request()
	at = at + step
	return wrk.format("GET", paths[at % #paths + 1], { ["Accept-Language"] = "en" })
end
LUA
# measure ADDRESS PATHS CONNECTIONS [PAUSE]: each connection pauses for so many milliseconds between two requests.
measure() { wrk -t2 -c"$3" -d"$SECONDS_EACH"s --latency -s "$WORK/paths.lua" "$1" -- "$2" 2 "${4:-0}"; }
rate() { sed -n 's/^Requests\/sec: *//p' "$1"; }

say "Gateway"
measure "http://127.0.0.1:$PORT" "$WORK/paths" 32 | tee "$WORK/gateway.out"
grep -E 'RssAnon|VmHWM' "/proc/$GATEWAY/status"

say "Gateway at half of that"
measure "http://127.0.0.1:$PORT" "$WORK/paths" 64 "$(rate "$WORK/gateway.out" | awk '{ printf "%d", 128000 / $1 - 1 }')"

if [ -n "${HALLMARK_GATEWAY_BEFORE:-}" ]; then
	say "Core time of a page, in turns with $HALLMARK_GATEWAY_BEFORE"
	AFTER=$GATEWAY
	serve "$HALLMARK_GATEWAY_BEFORE" $((PORT + 2))
	BEFORE=$GATEWAY GATEWAY=$AFTER
	ready $((PORT + 2))
	# core PID PORT: milliseconds of a core for each page of a run.
	core() {
		local ticks pages
		ticks=$(awk '{ print $14 + $15 }' "/proc/$1/stat")
		pages=$(measure "http://127.0.0.1:$2" "$WORK/paths" 16 | awk '/requests in/ { print $1 }')
		awk -v a="$ticks" -v b="$(awk '{ print $14 + $15 }' "/proc/$1/stat")" -v n="$pages" \
			-v hz="$(getconf CLK_TCK)" 'BEGIN { printf "%.3f\n", (b - a) * 1000 / hz / n }'
	}
	for turn in 1 2 3 4 5; do
		OLD=$(core "$BEFORE" $((PORT + 2))) NEW=$(core "$GATEWAY" "$PORT")
		awk -v t=$turn -v o="$OLD" -v n="$NEW" 'BEGIN { printf "%d: before %s ms, now %s ms: %.2f of it\n", t, o, n, n / o }'
	done
	kill "$BEFORE"
fi

say "Second start: what was found out is kept"
kill "$GATEWAY"
wait "$GATEWAY" || true
BEGAN=$(now)
serve "$HALLMARK_GATEWAY" "$PORT"
ready "$PORT"
since "$BEGAN"
# A page of each lot, so that the roots of all their tiles are in memory.
awk -F/ '!seen[$6]++' "$WORK/paths" | while read -r path; do curl -fso /dev/null "http://127.0.0.1:$PORT$path"; done
grep -E 'RssAnon' "/proc/$GATEWAY/status"

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
	echo "gateway / nginx: $(echo "$(rate "$WORK/gateway.out") / $(rate "$WORK/nginx.out")" | bc -l | cut -c1-5)"
fi
