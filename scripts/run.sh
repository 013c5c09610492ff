#!/usr/bin/env bash
# From a fresh machine to a scanned code: sets up, builds, starts a development chain, and does the main
# job on scripts/demo/. Then it stays up until Ctrl-C.
#
#   scripts/run.sh          stay up afterwards
#   scripts/run.sh --once   stop afterwards; exit status 0 only if every expected verdict was met
#   scripts/run.sh --lan    stay up, with scan pages that phones in the same network can open
#
# HALLMARK_PORT is the port of the node's JSON-RPC (9944 unless set), HALLMARK_GATEWAY_PORT that of the scan
# pages (8080 unless set).
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"

case "${1:-}" in
"" | --once) HOST=127.0.0.1 ;;
--lan)
	# The first address that is not the machine's own.
	HOST=$(hostname -I | tr ' ' '\n' | grep -m 1 '\.') || die "this machine has no address in a network"
	;;
*) sed -n '2,10s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac

PORT=${HALLMARK_PORT:-9944}
GATEWAY=http://$HOST:${HALLMARK_GATEWAY_PORT:-8080}
export HALLMARK_URL=ws://127.0.0.1:$PORT
DEMO=$ROOT/scripts/demo
OUT=$HALLMARK_CACHE/demo
# SHA-256 of this stands in for the papers that a real consortium would file.
LICENCE=$DEMO/licence.txt

scripts/setup.sh

say "Build (the first one takes about half an hour on two cores)"
cargo build --workspace --bins
NODE=$TARGET/debug/hallmark-node
HALLMARK=$TARGET/debug/hallmark

say "Start a development chain"
for choice in "127.0.0.1:HALLMARK_PORT:$PORT" "$HOST:HALLMARK_GATEWAY_PORT:${GATEWAY##*:}"; do
	IFS=: read -r host name port <<<"$choice"
	if (exec 3<>"/dev/tcp/$host/$port") 2>/dev/null; then
		die "something listens on port $port already: stop it, or choose another with $name=…"
	fi
done
rm -rf "$OUT"
mkdir -p "$OUT"
# What the node compiles of the runtime is kept for the next time, and for the tests; wasmtime looks after this folder.
mkdir -p "$HALLMARK_CACHE/compiled" "$OUT/chain/chains/hallmark_dev"
ln -s "$HALLMARK_CACHE/compiled" "$OUT/chain/chains/hallmark_dev/compiled"
# The specification is also what a verdict is proven against: with it nothing has to be believed.
SPEC=$OUT/chain-spec.json
"$NODE" export-chain-spec --chain dev --raw >"$SPEC" 2>"$OUT/node.log" || die "no specification; the node's log: $OUT/node.log"
# What --dev means, but for the genesis, which is made already.
"$NODE" --chain "$SPEC" --alice --force-authoring --unsafe-force-node-key-generation --base-path "$OUT/chain" \
	--listen-addr "/ip4/$HOST/tcp/0/ws" --listen-addr "/ip4/$HOST/udp/0/webrtc-direct" \
	--rpc-port "$PORT" --rpc-cors all --no-telemetry >"$OUT/node.log" 2>&1 &
NODE_PID=$!
# The node stops with the script, and so does what waits for it. A trap that fails would be the exit status, and a
# node that was stopped says that it was.
trap 'kill $(jobs -p) 2>/dev/null || true; wait "$NODE_PID" 2>/dev/null || true' EXIT
for _ in $(seq 300); do
	"$HALLMARK" status --quiet >/dev/null 2>&1 && break
	kill -0 "$NODE_PID" 2>/dev/null || die "the node stopped; its log: $OUT/node.log"
	sleep 0.2
done
"$HALLMARK" status || die "the node does not answer; its log: $OUT/node.log"
# Where browsers may ask the node by themselves.
LISTENS='{"jsonrpc":"2.0","id":1,"method":"system_localListenAddresses","params":[]}'
mapfile -t NODES < <(
	curl --silent --header content-type:application/json --data "$LISTENS" "http://127.0.0.1:$PORT" | jq -r '.result[] | "--boot-node", .'
)
# The gateway finds leaf files as they come.
mkdir -p "$OUT/lots"
"$TARGET/debug/hallmark-gateway" --node "$HALLMARK_URL" --leaves "$OUT/lots" --trust "$SPEC" --listen "${GATEWAY#http://}" \
	"${NODES[@]}" --data "$OUT/gateway" --database "$OUT/index.db" --trust-loopback >"$OUT/gateway.log" 2>&1 &

# wrote COMMAND…: the command as a reader can give it again.
wrote() {
	local line
	[ "$1" = curl ] || set -- hallmark "$@"
	printf -v line '%q ' "$@"
	echo "${line% }"
}

# Blocks come every two seconds, and most steps need not wait for one another. So a step is begun, and waited for
# where something depends on it. What came of a step is kept in $STEPS: its answer, its progress, its exit status.
STEPS=$OUT/steps
mkdir -p "$STEPS"
BEGUN=()

# begin WHO NAME COMMAND…: begins a step that WHO signs, a key of the development chain, and goes on as soon as the
# node has taken it. What WHO begins after that also comes after it on the chain; what others begin may come before it.
begin() {
	local who=$1 step=$STEPS/$2
	BEGUN+=("$2")
	shift 2
	wrote --signer "//$who" "$@" >"$step.command"
	: >"$step.progress"
	(
		trap 'kill "$!"' TERM
		HALLMARK_SIGNER=//$who "$HALLMARK" --json "$@" >"$step.json" 2>"$step.progress" &
		status=0
		wait "$!" || status=$?
		echo "$status" >"$step.status"
	) &
	until [ -s "$step.status" ] || [[ $(<"$step.progress") == *taken* ]]; do sleep 0.05; done
}

# await [NAME…]: waits until these steps, or all that were begun, are final.
await() {
	local name
	if [ $# = 0 ]; then
		set -- "${BEGUN[@]}"
		BEGUN=()
	fi
	for name in "$@"; do
		[ -e "$STEPS/$name.command" ] || die "no step is called \"$name\""
		until [ -s "$STEPS/$name.status" ]; do sleep 0.05; done
		[ "$(<"$STEPS/$name.status")" = 0 ] || die "$(jq -r .error "$STEPS/$name.json")
       by:  $(<"$STEPS/$name.command")
       the node's log: $OUT/node.log"
	done
}

# of NAME FIELD: what came of a step.
of() {
	await "$1" && jq -r "$2" "$STEPS/$1.json"
}

# asks WHO QUESTION: who wants to know what, above the answers.
asks() {
	printf '\n  \033[1m%s asks: %s\033[0m\n' "$1" "$2"
}

# shows COMMAND…: a command that reads, and what it prints to people.
shows() {
	printf '  \033[2m$ %s\033[0m\n' "$(wrote "$@")"
	# The exit status of verify says what it prints.
	"$HALLMARK" --quiet "$@" | sed 's/^\(.\)/  \1/' || [ "$1" = verify ] || die "no answer to: $(wrote "$@")"
}

UNMET=()
# meets WHAT WANTED GOT COMMAND…: says whether an expectation is met; if not, what came in its place, and the
# command that asks again.
meets() {
	local what=$1 wanted=$2 got=$3
	shift 3
	if [ "$got" = "$wanted" ]; then
		printf '  \033[32mas expected\033[0m  %-44s %s\n' "$what" "$wanted"
		return
	fi
	printf '  \033[31mUNEXPECTED\033[0m  %s\n' "$what"
	printf '    %-11s %s\n' expected "$wanted" got "$got" "ask again" "$(wrote "$@")"
	UNMET+=("$what")
}

# effective NAME: waits until the roles of the organisation that was admitted there are in effect.
effective() {
	local at
	at=$(of "$1" .effectiveAt)
	until [ "$("$HALLMARK" --json status | jq .time)" -ge "$at" ]; do sleep 0.2; done
}

# admit WHO LEGAL-ID NAME COUNTRY GLN ROLES [--council]: begins to admit an organisation, by the council where its
# roles need that. It gets the next id, so those that another admits before are waited for.
admit() {
	local by=Platform
	[ "${7-}" != --council ] || by=Alice
	[ "$by" = "${ADMITTED_BY-$by}" ] || await
	ADMITTED_BY=$by
	begin "$by" "$1" org admit --admin "//$1" --legal-id "$2" --name "$3" --country "$4" --gln "$5" --role "$6" "${@:7}"
}

# rows FILE: the rows of a table, with a tab between fields.
rows() {
	tail -n +2 "$1" | sed -E 's/"([^"]*),([^"]*)"/\1;\2/; s/,/\t/g; s/;/,/'
}

BRANDS=$(rows "$DEMO/brands.csv" | cut -f 1)
CAST=$DEMO/story/cast.csv

say "Admit the organisations"
admit Platform 91330200MA2EXAMPLE "Beilun Platform" CN 9521090000011 platform --council
admit Customs CUSTOMS-CN "Customs of China" CN 9521090000028 customs-authority --council
# The product types of all that will be imported are the council's too.
awk 'FNR > 1 || NR == 1' "$DEMO"/products/*.csv "$DEMO/story/diamonds.csv" >"$OUT/products.csv"
begin Alice types product register-type --from "$OUT/products.csv"
effective Platform
while IFS=$'\t' read -r brand legal_id name country gln _; do
	admit "$brand" "$legal_id" "$name" "$country" "$gln" manufacturer,merchant
done < <(rows "$DEMO/brands.csv")
while IFS=$'\t' read -r brand _ name country _ prefix _; do
	begin Alice "$brand-prefix" org prefix grant --council "$prefix" "$(of "$brand" .org)" --licence "$LICENCE"
	printf '  %-28s %s  organisation %s, company prefix %s\n' "$name" "$country" "$(of "$brand" .org)" "$prefix"
done < <(rows "$DEMO/brands.csv")
# Those of the story are admitted with them.
while IFS=$'\t' read -r id legal_id name country gln role council; do
	# shellcheck disable=SC2086 # the option, or nothing
	admit "$id" "$legal_id" "$name" "$country" "$gln" "$role" $council
done < <(rows "$CAST")

say "Import 300 products"
for brand in $BRANDS; do
	effective "$brand"
	await "$brand-prefix"
	begin "$brand" "$brand-products" product import "$DEMO/products/$brand.csv"
done
while IFS=$'\t' read -r brand _ _ country _ _ facility gln; do
	begin "$brand" "$brand-facility" org facility register --name "$facility" --country "$country" --gln "$gln"
	# The first one gets the id that docs/rpc.md knows it by.
	await southern-larder-facility
done < <(rows "$DEMO/brands.csv")
for brand in $BRANDS; do
	echo "  $brand: $(of "$brand-products" .registered) registered"
done
echo "a second import changes nothing:"
begin southern-larder again product import "$DEMO/products/southern-larder.csv"
echo "  $(of again .registered) registered, $(of again .present) there before"

say "Issue 20 lots, and one of a million items"
for brand in $BRANDS; do
	begin "$brand" "$brand-lots" lot issue --list "$DEMO/lots/$brand.csv" --out "$OUT/lots/$brand"
done
for brand in $BRANDS; do
	await "$brand-lots"
	echo "  $brand: $(rows "$DEMO/lots/$brand.csv" | wc -l) lots"
done
GTIN=$(rows "$DEMO/products/southern-larder.csv" | sed -n 1p | cut -f 1)
begin southern-larder million-lots lot issue --gtin "$GTIN" --batch MILLION --count 1000000 --out "$OUT/lots/million" \
	--facility "$(of southern-larder-facility .facility)" \
	--produced "$(date -u -d yesterday +%F)" --expires "$(date -u -d '+2 years' +%F)"
echo "  one million items of $GTIN in one extrinsic"

say "The platform rebuilds and confirms the leaf files"
for folder in $BRANDS million; do
	await "$folder-lots"
	begin Platform "$folder-confirmed" lot confirm --leaves "$OUT/lots/$folder"
done
for folder in $BRANDS million; do
	await "$folder-confirmed"
	echo "  $folder: confirmed"
done

say "Print labels"
for format in pdf svg; do
	"$HALLMARK" --json lot labels --lot-dir "$OUT/lots/million" --from 0 --count 24 --format $format --out "$OUT/labels" \
		--resolver "$GATEWAY" \
		>"$OUT/labels.json"
done
URI=$(jq -r '.labels[7].uri' "$OUT/labels.json")
ACTIVATED=$(jq -r '.labels[8].uri' "$OUT/labels.json")
SCRATCH=$(awk -F, -v uri="$ACTIVATED" '$2 == uri {print $3}' "$OUT"/labels/*-scratch-codes.csv)
"$HALLMARK" lot labels --lot-dir "$OUT/lots/million" --from 7 --count 1 --format terminal --resolver "$GATEWAY"

say "Scan"
# A verdict in a line: code, standing, all its reasons in order with the notices' numbers, and, where a market is
# asked about, how the item stands with customs there.
# shellcheck disable=SC2016 # jq expands it
VERDICT='if .error then "error: \(.error)" else
	(.value.verdict.reasons | map(if type == "object" then to_entries[0] | "\(.key) \(.value)" else . end) | join(", "))
		as $reasons
	| ([.value.facts.candidates[].clearance // empty] | unique | join(", ")) as $customs
	| .value
	| "\(.verdict.code), \(.verdict.standing)"
		+ (if $reasons == "" then "" else ": \($reasons)" end)
		+ (if $customs == "" then "" else "; customs: \($customs)" end)
	end'
# expect VERDICT WHAT ARGUMENTS…: verifies, and compares the whole verdict.
expect() {
	local wanted=$1 what=$2
	shift 2
	meets "$what" "$wanted" "$("$HALLMARK" --json --quiet verify "$@" | jq -r "$VERDICT")" verify "$@"
}
LEAVES=$OUT/lots/million
# A serial of the same form with another tag: what a forger can make.
FORGED=$(sed -E 's#(/21/.{4}).{16}#\10123456789ABCDEF#' <<<"$URI")
# The right serial under the batch of another lot.
OTHER_BATCH=$(sed -n 2p "$DEMO/lots/southern-larder.csv" | cut -d, -f2)
MISPLACED=${URI/\/10\/MILLION\//\/10\/$OTHER_BATCH\/}

# first BRAND: the first lot of a brand: its manifest, and the URI of an item of it.
first() {
	MANIFEST=$(find "$OUT/lots/$1" -name '*.json' | sort | head -n 1)
	ITEM=$("$HALLMARK" --json lot labels --lot-dir "$MANIFEST" --from 3 --count 1 | jq -r '.labels[0].uri')
}

# What is done to items takes a block; scans of others need not wait for that.
begin consumer activated activate "$ACTIVATED" --code "$SCRATCH" --leaves "$LEAVES"
first kanto-pantry
RECALLED=$ITEM
begin kanto-pantry recall recall "lot:$(jq .lot "$MANIFEST")" --reason 1 --document "$LICENCE"
first tasman-provisions
begin Customs hold hold "product:$(jq -r .gtin "$MANIFEST")" --reason 2

expect "registered, clear" "a true code" "$URI" --leaves "$LEAVES"
expect "registered, clear" "the same, checked by proof" "$URI" --leaves "$LEAVES" --prove --trust "$SPEC"
expect "unproven, clear" "the same, without its leaf" "$URI"
expect "mismatch, clear" "a forged serial" "$FORGED" --leaves "$LEAVES"
expect "mismatch, clear" "the right serial under another lot" "$MISPLACED" --leaves "$OUT/lots/southern-larder"
await
expect "registered, caution: alreadyActivated" "an activated item" "$ACTIVATED" --leaves "$LEAVES"
RECALL=$(of recall .notice)
expect "registered, stop: recalled $RECALL" "an item of a recalled lot" "$RECALLED" --leaves "$OUT/lots/kanto-pantry"
HOLD=$(of hold .notice)
expect "registered, stop: held $HOLD, notReleased; customs: notDeclared" "a product on hold in China, in China" \
	"$ITEM" --leaves "$OUT/lots/tasman-provisions" --market CN
# Nobody but its registrant says that it was made there.
expect "registered, caution: noticeElsewhere $HOLD, notReleased; customs: notDeclared" "the same in New Zealand" \
	"$ITEM" --leaves "$OUT/lots/tasman-provisions" --market NZ
expect "unknown, clear" "a product that nobody registered" "https://id.gs1.org/01/09520000000004/10/A/21/B"

say "Scan with a phone"
# page URI: what the gateway says of a code.
page() {
	curl --silent --show-error --fail-with-body --max-time 20 --get --data-urlencode "uri=$1" "$GATEWAY/api/verify" |
		jq -r "$VERDICT"
}
# The gateway reads final blocks as they come, and a file of a million leaves once.
for _ in $(seq 100); do
	[[ $(page "$URI" 2>/dev/null) == registered* && $(page "$RECALLED" 2>/dev/null) == *recalled* ]] && break
	sleep 0.2
done
meets "where the code on a label leads" "307 $GATEWAY/scan${URI#"$GATEWAY"}" \
	"$(curl --silent --output /dev/null --write-out '%{http_code} %{redirect_url}' "$URI")" curl -i "$URI"
meets "the page of a true code" "registered, clear" "$(page "$URI")" curl "$URI"
meets "the page of an activated item" "registered, caution: alreadyActivated" "$(page "$ACTIVATED")" curl "$ACTIVATED"
meets "the page of a recalled lot" "registered, stop: recalled $RECALL" "$(page "$RECALLED")" curl "$RECALLED"
meets "the page of a forged serial" "mismatch, clear" "$(page "$FORGED")" curl "$FORGED"
if [ "$HOST" = 127.0.0.1 ]; then
	echo "  Open $URI in a browser, or scan the code above with a phone after --lan."
else
	cat <<-TEXT
		  Open $URI in a browser, or scan the code above with a phone's own camera app. A phone in this network can
		  also type a code, read it from a picture, activate an item, and check the proof itself. Browsers give a page
		  the camera, and keep it for use without a network, only by https: docs/scan.md, "On a local network".
	TEXT
fi

source "$ROOT/scripts/story.sh"

say "What stands behind a scan"
asks "A consumer at home" "what is this, where no customs is concerned?"
shows verify "$URI" --leaves "$LEAVES" --market AU
asks "A consumer who trusts no node" "and what of that can be proven?"
echo "  Given: the chain's specification. From it come the first block and the validators who vote. Their votes make a
  block final, the block commits to the state, and all that the verdict read of the state is in the proof, what is not
  there too."
shows verify "$URI" --leaves "$LEAVES" --market AU --prove --trust "$SPEC"
asks "An auditor" "what does the chain hold of a million items?"
shows journal "lot:$(of million-lots .lot)"

STATUS=0
if [ ${#UNMET[@]} = 0 ]; then
	say "Every verdict was as expected"
else
	STATUS=1
	say "Not as expected: ${#UNMET[@]}"
	printf '  %s\n' "${UNMET[@]}"
	cat <<-TEXT

		Each is marked UNEXPECTED above, with what was expected, what came, and the command that asks again:
		  export HALLMARK_URL=$HALLMARK_URL PATH=$TARGET/debug:\$PATH
		With --once the chain stops here, without it the chain stays up to be asked. The node's log is
		$OUT/node.log; scripts/test.sh tests each part by itself.
	TEXT
fi
[ "${1:-}" = --once ] && exit "$STATUS"

# Keys with which people sign in at the desk, as files: a merchant's, an agency's, two officers', a council member's.
# Everybody knows these.
mkdir -p "$OUT/keys"
for who in southern-larder alpine Customs Customs//second Alice; do
	echo "bottom drive obey lake curtain smoke basket hold race lonely fit walk//$who" >"$OUT/keys/${who//\/\//-}.key"
done
chmod 600 "$OUT"/keys/*.key
cat <<-TEXT

	The chain stays up until Ctrl-C.
	  labels            $OUT/labels/   (the PDF prints on A4; scratch codes stand apart)
	  scan one          $URI
	                    $HALLMARK verify '$URI' --leaves $LEAVES
	  scan page         $GATEWAY   (docs/scan.md; the gateway's log: $OUT/gateway.log)
	  explorer          $GATEWAY/explore, and $GATEWAY/statistics   (docs/console.md)
	  desk              $GATEWAY/desk   (docs/console.md; keys to sign in with: $OUT/keys)
	  API               $GATEWAY/api/v1/openapi.json   (docs/api.md)
	  EPCIS             $GATEWAY/epcis/events   (docs/epcis.md)
	  polkadot.js       https://polkadot.js.org/apps/?rpc=ws://127.0.0.1:$PORT
	  JSON-RPC          $HALLMARK_URL   (docs/rpc.md)
	  the node's log    $OUT/node.log
TEXT
wait "$NODE_PID"
