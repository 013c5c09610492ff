#!/usr/bin/env bash
# A consortium on one machine: N validators, each of a member of its own, an RPC node and an observer, each in a
# network namespace with an address of its own, as if each had a machine. Faults are made at will.
#
#   scripts/network.sh up N                     founds a network of N validators and starts it
#   scripts/network.sh status [--watch]         height, finalised, peers; authors of the last blocks; missed slots
#   scripts/network.sh kill NODE…               ends nodes as a power cut of their machine would
#   scripts/network.sh stop NODE…               ends nodes in good order
#   scripts/network.sh restart [NODE…]          starts nodes again; without names, those that are down
#   scripts/network.sh pause NODE…, resume NODE…  stops the processes where they are, and lets them go on
#   scripts/network.sh partition A,B C,D        each group reaches only itself; who is not named is in the first group
#   scripts/network.sh loss PERCENT [FROM TO]   loses packets, of all or of one way between two nodes; 100 cuts it
#   scripts/network.sh delay MS [JITTER]        delays each packet between any two nodes
#   scripts/network.sh clock NODE SECONDS       sets a node's clock that much ahead, or behind (needs gcc)
#   scripts/network.sh twin NODE                starts the observer again with NODE's session keys, as nobody ever should
#   scripts/network.sh heal                     ends partition, loss and delay, and sets clocks right; starts nothing
#   scripts/network.sh logs NODE [LINES]        the end of a node's log
#   scripts/network.sh run NODE COMMAND…        a command within a node's namespace
#   scripts/network.sh join                     starts the validator of one more member, which the council must let in: docs/founding.md
#   scripts/network.sh down                     ends all of it and removes it
#
# Nodes are v1, v2, …, rpc and observer. From this machine, v1 answers at http://10.77.0.1:9944, the RPC node at
# http://10.77.0.101:9944 and the observer at http://10.77.0.102:9944. Each member's secrets are in nodes/NODE, as if that were
# its machine: account.key is what `hallmark --signer @FILE` reads.
#
# It needs root, for network namespaces, and iproute2, nftables, curl and jq; for `delay` Debian's vde2.
#
# HALLMARK_NETWORK        the folder (default: network in the cache)
# HALLMARK_NETWORK_TAG    a short word in the names of namespaces, for a second network (default: hm)
# HALLMARK_NETWORK_SUBNET the first three numbers of addresses (default: 10.77.0)
# HALLMARK_NETWORK_ID     the chain's id (default: hallmark_network)
# HALLMARK_NODE           the node (default: what cargo built last)
# HALLMARK_CODE           the runtime's Wasm (default: what the node was built with)
# HALLMARK_NODE_ARGS      more arguments of every node
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

FOLDER=${HALLMARK_NETWORK:-$HALLMARK_CACHE/network}
TAG=${HALLMARK_NETWORK_TAG:-hm}
SUBNET=${HALLMARK_NETWORK_SUBNET:-10.77.0}
BRIDGE=$TAG-br
RPC_PORT=9944
CHAIN_ID=${HALLMARK_NETWORK_ID:-hallmark_network}

usage() {
	sed -n '2,/^set -e/{s/^# \{0,1\}//;/^set -e/d;p}' "${BASH_SOURCE[0]}"
}

# need COMMAND PACKAGE: says what to install.
need() {
	command -v "$1" >/dev/null || die "$1 is missing: apt-get install $2"
}

# prepare: what every command but the help needs.
prepare() {
	[ "$(id -u)" = 0 ] || die "network namespaces need root: run it as root, or with sudo -E"
	need ip iproute2
	need nft nftables
	need curl curl
	need jq jq
}

# there NODE…: that there are such nodes.
there() {
	local node
	for node in "$@"; do
		[ -d "$FOLDER/nodes/$node" ] || die "there is no node $node; there are: $(nodes | tr '\n' ' ')"
	done
}

# nodes: the names of all nodes, in order of their addresses.
nodes() {
	[ -f "$FOLDER/nodes.list" ] || die "there is no network in $FOLDER: scripts/network.sh up 4"
	cat "$FOLDER/nodes.list"
}

is_validator() { [[ $1 == v[0-9]* ]]; }

# number NODE: the last number of its address.
number() {
	case $1 in
	rpc) echo 101 ;;
	observer) echo 102 ;;
	*) echo "${1#v}" ;;
	esac
}

address() { echo "$SUBNET.$(number "$1")"; }
space() { echo "$TAG-$1"; }
within() {
	local node=$1
	shift
	ip netns exec "$(space "$node")" "$@"
}

# pid NODE: of the node's process, if it runs.
pid() {
	local pid
	pid=$(cat "$FOLDER/nodes/$1/pid" 2>/dev/null) || return 1
	# The number may have become another process's.
	{ tr "\0" " " <"/proc/$pid/cmdline"; } 2>/dev/null | grep -qF -- "--base-path $FOLDER/nodes/$1/data " && echo "$pid"
}

# link NODE: its namespace, and a cable to the bridge.
link() {
	local node=$1 number outside
	number=$(number "$node")
	outside=$TAG-$number
	ip netns add "$(space "$node")"
	ip link add "$outside" type veth peer name eth0 netns "$(space "$node")"
	ip link set "$outside" master "$BRIDGE" up
	within "$node" ip addr add "$(address "$node")/24" dev eth0
	within "$node" ip link set eth0 up
	within "$node" ip link set lo up
}

start() {
	local node=$1 home=$FOLDER/nodes/$1 role=() clock=()
	pid "$node" >/dev/null && return
	! is_validator "$node" && [ ! -e "$home/twin" ] || role=(--validator)
	[ ! -f "$home/clock" ] || clock=("LD_PRELOAD=$FOLDER/clock.so" "HALLMARK_CLOCK=$home/clock")
	# shellcheck disable=SC2086  # More arguments are several words.
	ip netns exec "$(space "$node")" env "${clock[@]}" setsid "$NODE" \
		--chain "$FOLDER/spec/chain.json" --base-path "$home/data" --name "$node" "${role[@]}" \
		--port 30333 --public-addr "/ip4/$(address "$node")/tcp/30333" \
		--rpc-port "$RPC_PORT" --unsafe-rpc-external --rpc-cors all --no-telemetry --prometheus-external ${HALLMARK_NODE_ARGS:-} >>"$home/log" 2>&1 </dev/null &
	echo $! >"$home/pid"
	disown
}

# end SIGNAL NODE…: ends nodes and waits until they are gone.
end() {
	local signal=$1 node pid pids=()
	shift
	for node in "$@"; do
		pid=$(pid "$node") || continue
		kill "-$signal" "$pid"
		# One that is paused would hear nothing of it.
		kill -CONT "$pid" 2>/dev/null || true
		pids+=("$pid")
	done
	for pid in "${pids[@]}"; do
		while [ -e "/proc/$pid" ]; do sleep 0.1; done
	done
}

up() {
	local count=${1:-4} node home
	[[ $count =~ ^[1-9][0-9]?$ ]] || die "how many validators? From 1 to 99"
	[ ! -e "$FOLDER" ] || die "$FOLDER exists: scripts/network.sh down removes the network in it"
	mkdir -p "$FOLDER/nodes"
	{
		for ((i = 1; i <= count; i++)); do echo "v$i"; done
		echo rpc
		echo observer
	} >"$FOLDER/nodes.list"
	if command -v gcc >/dev/null; then
		gcc -shared -fPIC -O2 -o "$FOLDER/clock.so" "$ROOT/scripts/network/clock.c"
	fi

	# Each member makes its keys in its own folder; what is printed goes into the file.
	cat >"$FOLDER/consortium.toml" <<-END
		[chain]
		name = "Network on one machine"
		id = "$CHAIN_ID"
		trial = true
		confirmations = 1

		[delays]
		role = "2s"
		upgrade = "60s"
		loosening = "2s"
	END
	while read -r node; do
		home=$FOLDER/nodes/$node
		mkdir -p "$home"
		if is_validator "$node"; then member "$node" "$count" >>"$FOLDER/consortium.toml"; fi
		[ ! -e "$FOLDER/clock.so" ] || printf '0\n' >"$home/clock"
	done <"$FOLDER/nodes.list"
	"$NODE" consortium init "$FOLDER/consortium.toml" --out "$FOLDER/spec" ${HALLMARK_CODE:+--code "$HALLMARK_CODE"}

	ip link add "$BRIDGE" type bridge
	ip link set "$BRIDGE" up
	ip addr add "$SUBNET.254/24" dev "$BRIDGE"
	while read -r node; do link "$node"; done <"$FOLDER/nodes.list"
	give_compiled
	start v1
	share_compiled
	while read -r node; do start "$node"; done <"$FOLDER/nodes.list"
	echo "started; logs are in $FOLDER/nodes/*/log"
}

# compiled NODE: where a node keeps what it compiled of the runtime.
compiled() { echo "$FOLDER/nodes/$1/data/chains/$CHAIN_ID/compiled"; }

# kept: where the same is kept for the next network of this node and runtime.
kept() {
	echo "$HALLMARK_CACHE/compiled-networks/$(cat "$NODE" ${HALLMARK_CODE:+"$HALLMARK_CODE"} | sha256sum | cut -c 1-32)"
}

# give_compiled: gives all nodes what an earlier network compiled.
give_compiled() {
	local from node
	from=$(kept)
	[ -d "$from" ] || return 0
	for node in $(nodes); do
		mkdir -p "$(dirname "$(compiled "$node")")"
		cp -r "$from" "$(compiled "$node")"
	done
}

# share_compiled: waits until the first node has compiled the runtime, and gives the others what it made of it. Each would
# do the same work otherwise, all at once.
share_compiled() {
	local from to node size=0 before
	to=$(kept)
	[ ! -d "$to" ] || return 0
	from=$(compiled v1)
	for _ in $(seq 60); do
		before=$size
		size=$(du -s "$from" 2>/dev/null | cut -f1 || true)
		[ "${size:-0}" -gt 1000 ] && [ "$size" = "$before" ] && break
		sleep 2
	done
	[ -d "$from" ] || return 0
	for node in $(nodes); do
		[ "$node" = v1 ] || cp -r "$from" "$(compiled "$node")"
	done
	mkdir -p "$(dirname "$to")"
	# Those of old builds are not needed any more.
	find "$(dirname "$to")" -mindepth 1 -maxdepth 1 -mtime +7 -exec rm -rf {} +
	cp -r "$from" "$to.$$"
	mv -T "$to.$$" "$to" 2>/dev/null || rm -rf "$to.$$"
}

# member NODE COUNT: makes a member's keys; prints its part of the consortium's file. The first member also runs the
# RPC node, the last one the observer.
member() {
	local node=$1 count=$2 home=$FOLDER/nodes/$1 account extra
	account=$("$NODE" key account --out "$home/account.key")
	cat <<-END

		[[organisations]]
		key = "member-${node#v}"
		legalId = "MEMBER-${node#v}"
		name = "Member ${node#v}"
		country = "CN"
		roles = ["Member", "Manufacturer"]
		admins = ["$account"]
		seat = "$account"

	END
	"$NODE" key validator --base-path "$home/data" --chain-id "$CHAIN_ID" --account "$account"
	echo "address = \"/ip4/$(address "$node")/tcp/30333\""
	for extra in rpc observer; do
		[ "$extra" = rpc ] && [ "$node" != v1 ] && continue
		[ "$extra" = observer ] && [ "$node" != "v$count" ] && continue
		mkdir -p "$FOLDER/nodes/$extra"
		"$NODE" key node --base-path "$FOLDER/nodes/$extra/data" --chain-id "$CHAIN_ID"
		echo "address = \"/ip4/$(address "$extra")/tcp/30333\""
	done
}

# join: a node of a company that the chain does not know yet. What its member sends the council is printed.
join() {
	local node home account
	node=v$(($(nodes | grep -c '^v') + 1))
	home=$FOLDER/nodes/$node
	mkdir -p "$home"
	account=$("$NODE" key account --out "$home/account.key")
	"$NODE" key validator --base-path "$home/data" --chain-id "$CHAIN_ID" --account "$account" >"$home/entry.toml"
	[ ! -e "$FOLDER/clock.so" ] || printf '0\n' >"$home/clock"
	sed -i "/^rpc\$/i $node" "$FOLDER/nodes.list"
	link "$node"
	start "$node"
	cat "$home/entry.toml"
}

down() {
	local node
	[ -f "$FOLDER/nodes.list" ] || die "there is no network in $FOLDER"
	mapfile -t all <"$FOLDER/nodes.list"
	end KILL "${all[@]}"
	straight
	for node in "${all[@]}"; do
		ip netns del "$(space "$node")" 2>/dev/null || true
		ip link del "$TAG-$(number "$node")" 2>/dev/null || true
	done
	ip link del "$BRIDGE" 2>/dev/null || true
	rm -rf "$FOLDER"
}

# rules: makes the kernel lose what the files `partition` and `loss` say.
rules() {
	local node other mine
	mapfile -t all < <(nodes)
	for node in "${all[@]}"; do
		{
			echo "add table inet fault"
			echo "delete table inet fault"
			echo "add table inet fault"
			echo "add chain inet fault in { type filter hook input priority 0; }"
			mine=$(group "$node")
			for other in "${all[@]}"; do
				[ "$other" != "$node" ] || continue
				[ "$(group "$other")" = "$mine" ] || echo "add rule inet fault in ip saddr $(address "$other") drop"
				lost "$other" "$node"
			done
		} | within "$node" nft -f -
	done
}

# group NODE: the number of its group.
group() {
	local number=1 names
	while read -r names; do
		[[ ,$names, != *,$1,* ]] || {
			echo $number
			return
		}
		number=$((number + 1))
	done < <(cat "$FOLDER/partition" 2>/dev/null || true)
	echo 1
}

# lost FROM TO: the rule for what is lost between two nodes, if anything is.
lost() {
	local percent from to which
	while read -r percent from to; do
		[ "$from" = - ] || [ "$from" = "$1" ] || continue
		[ "$to" = - ] || [ "$to" = "$2" ] || continue
		[ "$percent" = 100 ] || which="numgen random mod 100 < $percent"
		echo "add rule inet fault in ip saddr $(address "$1") ${which:-} drop"
	done < <(cat "$FOLDER/loss" 2>/dev/null || true)
}

partition() {
	[ $# -ge 2 ] || die "two groups at least: scripts/network.sh partition v1,v2 v3,v4"
	local group names
	for group in "$@"; do
		IFS=, read -ra names <<<"$group"
		there "${names[@]}"
	done
	printf '%s\n' "$@" >"$FOLDER/partition"
	rules
}

loss() {
	[[ ${1:-} =~ ^([0-9]{1,2}|100)$ ]] || die "how many of 100 packets?"
	[ $# = 1 ] || there "$2" "${3:?from which node to which}"
	echo "$1 ${2:--} ${3:--}" >>"$FOLDER/loss"
	rules
}

# delay MS [JITTER]: puts a wire that delays between each node and the bridge. A packet passes two of them.
delay() {
	[[ ${1:-} =~ ^[0-9]+$ && ${2:-0} =~ ^[0-9]+$ ]] || die "how many milliseconds?"
	need vde_switch vde2
	need wirefilter vde2
	[ -c /dev/net/tun ] || die "there is no /dev/net/tun: delays need it"
	straight
	local node number near far wire
	for node in $(nodes); do
		number=$(number "$node")
		wire=$FOLDER/nodes/$node/wire
		mkdir -p "$wire"
		near=$TAG-n$number
		far=$TAG-f$number
		vde_switch -s "$wire/near.ctl" -tap "$near" -p "$wire/near.pid" -daemon
		vde_switch -s "$wire/far.ctl" -tap "$far" -p "$wire/far.pid" -daemon
		wirefilter -v "$wire/near.ctl:$wire/far.ctl" -d "$(($1 / 2))+$((${2:-0} / 2))" -c 4000000 \
			--daemon --pidfile "$wire/filter.pid"
		ip link add "$TAG-w$number" type bridge
		ip link set "$TAG-w$number" up
		ip link set "$near" master "$TAG-w$number" up
		ip link set "$far" master "$BRIDGE" up
		ip link set "$TAG-$number" master "$TAG-w$number"
	done
}

# straight: takes such wires out again.
straight() {
	local node number wire file
	for node in $(nodes); do
		wire=$FOLDER/nodes/$node/wire
		[ -d "$wire" ] || continue
		number=$(number "$node")
		ip link set "$TAG-$number" master "$BRIDGE"
		for file in "$wire"/filter.pid "$wire"/near.pid "$wire"/far.pid; do
			[ ! -f "$file" ] || kill "$(cat "$file")" 2>/dev/null || true
		done
		ip link del "$TAG-w$number" 2>/dev/null || true
		rm -rf "$wire"
	done
}

clock() {
	there "${1:?which node}"
	[[ ${2:-} =~ ^-?[0-9]+$ ]] || die "how many seconds ahead?"
	[ -f "$FOLDER/nodes/$1/clock" ] || die "clocks need gcc when the network is founded"
	# In place, because the process has the file mapped.
	printf '%s\n' "$2" 1<>"$FOLDER/nodes/$1/clock"
}

# twin NODE: a second validator with the same keys, as an operator makes one who starts a spare too early.
twin() {
	there "${1:?which node}"
	end TERM observer
	cp -r "$FOLDER/nodes/$1/data/chains/$CHAIN_ID/keystore" "$FOLDER/nodes/observer/data/chains/$CHAIN_ID/"
	touch "$FOLDER/nodes/observer/twin"
	start observer
}

heal() {
	local node
	rm -f "$FOLDER/partition" "$FOLDER/loss"
	rules
	straight
	for node in $(nodes); do
		[ ! -f "$FOLDER/nodes/$node/clock" ] || clock "$node" 0
	done
}

# ask NODE METHODS: what a node answers to JSON-RPC requests, a line each.
ask() {
	curl -s --max-time 2 -H 'content-type: application/json' -d "$2" "http://$(address "$1"):$RPC_PORT" 2>/dev/null |
		jq -c 'if type == "array" then sort_by(.id)[].result else .result end' 2>/dev/null
}

# little HEX: a number, the lowest byte first.
little() {
	local hex=$1 value=0 i
	for ((i = ${#hex} - 2; i >= 0; i -= 2)); do value=$((value * 256 + 16#${hex:i:2})); done
	echo "$value"
}

request() { printf '{"jsonrpc":"2.0","id":%s,"method":"%s","params":[%s]}' "$1" "$2" "${3:-}"; }

status() {
	local node best final health answers height final_height line state reader=
	printf '%-10s %-8s %10s %10s %6s  %s\n' node state height final peers address
	for node in $(nodes); do
		state=down height=- final_height=- line=-
		if pid=$(pid "$node"); then
			state=up
			[ "$(awk '/^State/ {print $2}' "/proc/$pid/status")" != T ] || state=paused
		fi
		if [ "$state" = up ]; then
			mapfile -t answers < <(ask "$node" \
				"[$(request 1 chain_getHeader),$(request 2 chain_getFinalizedHead),$(request 3 system_health)]")
			if [ ${#answers[@]} = 3 ]; then
				best=$(jq -r .number <<<"${answers[0]}")
				height=$((best))
				final=$(ask "$node" "$(request 1 chain_getHeader "${answers[1]}")" | jq -r .number)
				final_height=$((final))
				health=$(jq -r .peers <<<"${answers[2]}")
				line=$health
				[ -n "$reader" ] || reader=$node
			else
				state=silent
			fi
		fi
		printf '%-10s %-8s %10s %10s %6s  %s\n' "$node" "$state" "$height" "$final_height" "$line" "$(address "$node")"
	done
	[ -z "$reader" ] || blocks "$reader"
	printf '\n'
	if [ -f "$FOLDER/partition" ]; then echo "partition: $(tr '\n' ' ' <"$FOLDER/partition")"; fi
	if [ -f "$FOLDER/loss" ]; then sed 's/^/loss: /' "$FOLDER/loss"; fi
}

# The storage key of Aura's authorities.
AUTHORITIES=0x57f8dc2f5ab09467896f47300f0424385e0621c4869aa60c02be9adcc98a0d1d

# blocks NODE: who made the last blocks, and whose slots passed without one, as a node sees it.
blocks() {
	local count=24 keys head height first i hashes headers=() owners=() validators n slot before='' author missed=() list=''
	head=$(ask "$1" "$(request 1 chain_getHeader)" | jq -r .number)
	height=$((head))
	first=$((height - count > 1 ? height - count : 1))
	# The members' keys, to know whose an authority is.
	keys=$(ask "$1" "$(request 1 state_getStorage "\"$AUTHORITIES\"")" | jq -r .)
	[ "$keys" != null ] || return 0
	keys=${keys#0x}
	validators=$((${#keys} / 64))
	keys=${keys: -$((validators * 64))}
	for ((i = 0; i < validators; i++)); do
		owners+=("$(owner "${keys:$((i * 64)):64}")")
		missed+=(0)
	done
	hashes=$(for ((i = first; i <= height; i++)); do request "$i" chain_getBlockHash "$i"; done | jq -s .)
	mapfile -t hashes < <(ask "$1" "$hashes")
	i=0
	mapfile -t headers < <(ask "$1" "$(for hash in "${hashes[@]}"; do
		i=$((i + 1))
		request "$i" chain_getHeader "$hash"
	done | jq -s .)" | jq -r '.digest.logs[] | select(startswith("0x0661757261")) | .[14:]')
	for slot in "${headers[@]}"; do
		slot=$(little "$slot")
		for ((n = ${before:-$((slot - 1))} + 1; n < slot && n < ${before:-0} + 1000; n++)); do
			author=$((n % validators))
			missed[author]=$((missed[author] + 1))
		done
		before=$slot
		list+=" ${owners[slot % validators]}"
	done
	printf '\nauthors of the last blocks: %s\n' "$list"
	printf 'missed slots among them:   '
	for ((n = 0; n < validators; n++)); do printf ' %s %s' "${owners[n]}" "${missed[n]}"; done
	printf '\n'
}

# owner KEY: the node with an Aura key.
owner() {
	local node
	for node in $(nodes); do
		[ ! -e "$FOLDER/nodes/$node/data/chains/$CHAIN_ID/keystore/61757261$1" ] || {
			echo "$node"
			return
		}
	done
	echo "?"
}

find_node() {
	local target
	if [ -z "${HALLMARK_NODE:-}" ]; then
		target=$(sed -n 's/^target-dir = "\(.*\)"$/\1/p' "$ROOT/.cargo/machine.toml" 2>/dev/null || true)
		HALLMARK_NODE=${CARGO_TARGET_DIR:-${target:-$ROOT/target}}/debug/hallmark-node
	fi
	[ -x "$HALLMARK_NODE" ] || die "no node at $HALLMARK_NODE: cargo build -p hallmark-node, or set HALLMARK_NODE"
	NODE=$HALLMARK_NODE
}

COMMAND=${1:-help}
[ $# = 0 ] || shift
case $COMMAND in
help | -h | --help)
	usage
	exit
	;;
esac
prepare
find_node
case $COMMAND in
up) up "$@" ;;
down) down ;;
status)
	if [ "${1:-}" = --watch ]; then
		while true; do
			TEXT=$(status)
			clear
			echo "$TEXT"
			sleep 2
		done
	fi
	status
	;;
kill | stop)
	there "${@:?which nodes}"
	[ "$COMMAND" = kill ] && SIGNAL=KILL || SIGNAL=TERM
	end "$SIGNAL" "$@"
	;;
restart)
	[ $# -gt 0 ] || mapfile -t -O 0 DOWN < <(for node in $(nodes); do pid "$node" >/dev/null || echo "$node"; done)
	[ $# -gt 0 ] || set -- "${DOWN[@]}"
	there "$@"
	end TERM "$@"
	for node in "$@"; do start "$node"; done
	;;
pause | resume)
	there "${@:?which nodes}"
	[ "$COMMAND" = pause ] && SIGNAL=STOP || SIGNAL=CONT
	for node in "$@"; do kill "-$SIGNAL" "$(pid "$node" || die "$node is down")"; done
	;;
partition) partition "$@" ;;
loss) loss "$@" ;;
delay) delay "$@" ;;
twin) twin "$@" ;;
clock) clock "$@" ;;
heal) heal ;;
join) join ;;
logs)
	there "${1:?which node}"
	tail -n "${2:-40}" "$FOLDER/nodes/$1/log"
	;;
run)
	there "${1:?which node}"
	within "$@"
	;;
*) die "there is no command $COMMAND: scripts/network.sh help" ;;
esac
