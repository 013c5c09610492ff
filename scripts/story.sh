# The way of goods, from factory certificate to release: three lots from Melbourne to a bonded warehouse in
# Ningbo by sea, and diamonds from Antwerp to Shanghai by air. One lot is inspected and released, and
# recalled after that; one fails and is detained; one is exempt by whitelist; the diamonds pass by their
# documents. Sourced by run.sh, whose chain, organisations and functions it uses. The files that people
# hand in are in demo/story/.

STORY=$DEMO/story
TOLD=$OUT/story
mkdir -p "$TOLD/lots"

# of NAME FIELD: what an earlier answer said.
of() { jq -r "$2" "$TOLD/$1.json"; }

# fill FILE NAME=VALUE…: the path of a copy of a file of the story with these ids in it.
fill() {
	local file=$1 pair
	shift
	cp "$STORY/$file" "$TOLD/$file"
	for pair in "PAPER=$LICENCE" "$@"; do
		sed -i "s|@${pair%%=*}@|${pair#*=}|g" "$TOLD/$file"
	done
	echo "$TOLD/$file"
}

# tell WHO NAME COMMAND…: a step of the story: done as WHO, kept under NAME, told in a line.
tell() {
	local who=$1 name=$2
	shift 2
	HALLMARK_SIGNER=//$who "$HALLMARK" --json --quiet "$@" >"$TOLD/$name.json" || {
		jq -r .error "$TOLD/$name.json" >&2
		die "$who could not: hallmark $*"
	}
	local third=
	[[ ${3-} =~ ^[a-z]+$ ]] && third=" $3"
	printf '  %-16s hallmark %s %s%s\n' "$who" "$1" "$2" "$third"
}

# refused REASON WHO COMMAND…: a step that the chain must refuse, for this reason.
refused() {
	local reason=$1 who=$2 got
	shift 2
	got=$(HALLMARK_SIGNER=//$who "$HALLMARK" --json --quiet "$@" || true)
	got=$(jq -r '.error // "not refused"' <<<"$got")
	if [[ $got == *"$reason"* ]]; then
		printf '  \033[32mas expected\033[0m  refused to %s: hallmark %s %s: %s\n' "$who" "$1" "$2" "$reason"
	else
		printf '  \033[31mUNEXPECTED\033[0m  hallmark %s %s: %s, not %s\n' "$1" "$2" "$got" "$reason"
		FAILED=1
	fi
}

# code LOT INDEX: the code on an item of a lot of the story.
code() {
	[ -f "$TOLD/$1-codes.json" ] || "$HALLMARK" --json lot labels --lot-dir "$TOLD/lots/$1" --from 0 \
		--count "$(jq .count "$(find "$TOLD/lots/$1" -name '*.json')")" >"$TOLD/$1-codes.json"
	jq -r --argjson index "$2" '.labels[] | select(.index == $index) | .uri' "$TOLD/$1-codes.json"
}

# scan CODE STANDING WHAT LOT INDEX: what a reader in China is to hear of an item.
scan() {
	expect "$1" "$2" "$3" "$(code "$4" "$5")" --leaves "$TOLD/lots/$4" --market CN
}

say "Who takes part besides"
while IFS=$'\t' read -r id legal_id name country gln role council; do
	if [ -n "$council" ]; then by=Alice; else by=Platform; fi
	# shellcheck disable=SC2086 # the option, or nothing
	as //$by org admit $council --legal-id "$legal_id" --name "$name" --country "$country" --gln "$gln" \
		--role "$role" --admin "//$id" >"$TOLD/$id.json"
	printf '  %-28s %s  organisation %s, %s\n' "$name" "$country" "$(of "$id" .org)" "$role"
done < <(tail -n +2 "$STORY/cast.csv" | sed -E 's/"([^"]*),([^"]*)"/\1;\2/; s/,/\t/g; s/;/,/')
for id in alpine bank line air importer diamonds; do effective "$TOLD/$id.json"; done
CUSTOMS=$(jq .org "$OUT/customs.json")
IDS=()
for id in alpine line air importer; do IDS+=("${id^^}=$(of "$id" .org)"); done
IDS+=("CUSTOMS=$CUSTOMS")
WORKS=$(jq .facility "$OUT/southern-larder-facility.json")
as //Alice org prefix grant --council 952104 "$(of diamonds .org)" --licence "$LICENCE" >/dev/null
tell diamonds workshop org facility register --name "Antwerp workshop" --country BE --gln 9521040001013
tell importer warehouse org facility register --name "Ningbo bonded warehouse" --country CN --gln 9521090001032

say "Standards, accreditation, and the rules of China's border"
tell Alice standards inspect standards "$STORY/standards.toml"
as //Alice product register-type --from "$STORY/diamonds.csv" >/dev/null
tell Alice required inspect require Diamonds --standard "GB/T 16554-2017"
tell Alice accredited inspect accredit "$(fill accreditation.toml "${IDS[@]}")"
"$HALLMARK" rules diff "$STORY/rules.toml" --of "$CUSTOMS"
tell Customs rules rules set "$STORY/rules.toml"
tell Customs panel rules panel "$(of alpine .org)"
CHOCOLATE=09521001001212
tell Customs whitelist rules whitelist "$(jq .org "$OUT/southern-larder.json")" $CHOCOLATE \
	--until "$(date -u -d '+90 days' +%F)"

say "Goods are made; an agency certifies the factory and grades the diamonds"
tell alpine certificate inspect attest --subject "facility:$WORKS" --standard "GB 14881-2013" \
	--accreditation "$(of accredited .accreditation)" --result conforming --sampling taken-by-agency \
	--report "$LICENCE" --valid-until "$(date -u -d '+1 year' +%F)"
as //diamonds product import "$STORY/diamonds.csv" >/dev/null
# made NAME WHO GTIN COUNT FACILITY: issues a lot, and has the platform confirm it.
made() {
	tell "$2" "$1" lot issue --gtin "$3" --batch "STORY-${1^^}" --count "$4" --facility "$5" --out "$TOLD/lots/$1"
	tell Platform "$1-confirmed" lot confirm --leaves "$TOLD/lots/$1"
	IDS+=("${1^^}=$(of "$1" .lot)")
}
made spirits southern-larder 09521001000017 200 "$WORKS"
made bagels southern-larder 09521001000413 100 "$WORKS"
made chocolate southern-larder $CHOCOLATE 50 "$WORKS"
made diamonds-lot diamonds 09521040000108 12 "$(of workshop .facility)"
IDS+=("DIAMONDS=$(of diamonds-lot .lot)")

# carried NAME FILE FROM CARRIER: books a shipment and has it carried; then its consignee has it.
carried() {
	tell "$3" "$1" ship book "$(fill "$2" "${IDS[@]}")"
	local shipment
	shipment=$(of "$1" .shipment)
	tell "$3" "$1-offer" ship offer "$shipment" --to "$(of "$4" .org)"
	tell "$4" "$1-taken" ship accept "$shipment"
	tell "$4" "$1-left" ship depart "$shipment" --seal "$5"
	tell "$4" "$1-there" ship arrive "$shipment" --seal "$5"
	tell "$4" "$1-handed" ship offer "$shipment" --to "$(of importer .org)"
	tell importer "$1-has" ship accept "$shipment"
}
say "From Melbourne to Ningbo by sea, into a bonded warehouse"
carried sea booking-sea.toml southern-larder line AU-20441
SEA=$(of sea .shipment)
tell line sea-sensors ship sensors "$SEA" "$(fill voyage.toml)"
tell importer sea-stored ship take-in "$SEA" --facility "$(of warehouse .facility)" --bonded
scan registered caution "before anything is declared" spirits 0

say "The importer declares; customs accepts, and its rules decide"
tell importer bonded declare lodge "$(fill declaration-bonded.toml "${IDS[@]}" "SHIPMENT=$SEA")"
BONDED=$(of bonded .declaration)
SECRETS=$TOLD/bonded.secrets
tell Customs accepted customs accept "$BONDED" --mrn 26CNNBO000001 --secrets "$SECRETS"
# decision LINE: the decision on a line of the bonded declaration.
decision() { "$HALLMARK" --json declare show "$BONDED" | jq ".value.lines[$1].state.decision"; }
SPIRITS=$(decision 0)
BAGELS=$(decision 1)
SWEETS=$(decision 2)
for id in "$SPIRITS" "$BAGELS" "$SWEETS"; do tell Customs "settled-$id" sample settle "$id" --secrets "$SECRETS"; done
"$HALLMARK" sample decision "$SPIRITS"
tell Customs examined customs control "$BONDED" --line 0 --line 1
refused InvalidTransition Customs customs release "$BONDED" --line 0

say "The agency examines what entropy draws"
# examined NAME DECISION BAD: has the sample examined; so many of it are found nonconforming.
examined() {
	tell alpine "$1-open" sample open "$2" --seals "$LICENCE"
	tell Customs "$1-drawn" sample reveal "$2" --secrets "$SECRETS"
	"$HALLMARK" --json sample draw "$2" --recompute >"$TOLD/$1-draw.json" || die "the draw of $1 cannot be drawn again"
	echo "  drawn, and drawn again from public data: $(jq '.value.draw.n' "$TOLD/$1-draw.json") of $(jq '.value.draw.size' "$TOLD/$1-draw.json")"
	local place=0 index
	echo index,code,critical,major,minor >"$TOLD/$1.csv"
	while read -r index; do
		echo "$index,$(code "$1" "$index"),0,$((place < $3 ? 1 : 0)),0" >>"$TOLD/$1.csv"
		place=$((place + 1))
	done < <(jq '.value.draw.items[].index' "$TOLD/$1-draw.json")
	tell alpine "$1-reported" sample report "$2" "$TOLD/$1.csv"
	tell alpine "$1-concluded" sample conclude "$2" --report "$LICENCE"
	echo "  verdict: $(of "$1-concluded" .verdict)"
}
examined spirits "$SPIRITS" 0
examined bagels "$BAGELS" 1
SAMPLED=$(jq '.value.draw.items[0].index' "$TOLD/spirits-draw.json")
SOLD=$(jq '[range(150)] - [.value.draw.items[].index] | .[0]' "$TOLD/spirits-draw.json")

say "One lot fails and is detained; the others go into bond, and out of it when their orders match"
tell Customs detained customs detain "$BONDED" --line 1 --document "$LICENCE"
tell Customs assessed customs assess "$BONDED" --line 0 --line 2
tell Customs in-bond customs release "$BONDED" --line 0 --line 2
scan registered stop "an item of the lot that failed" bagels 3
scan registered caution "goods in bond" spirits "$SOLD"
refused DocumentsNotMatched Customs customs free "$BONDED" --line 0 --line 2
head -c 32 /dev/urandom >"$TOLD/orders.key"
# matched DECLARATION CARRIER LINE…: platform, bank and carrier show that they know the same orders.
matched() {
	local declaration=$1 carrier=$2 who
	shift 2
	tell importer "match-$declaration" declare match open "$declaration" --platform "$(jq .org "$OUT/platform.json")" \
		--institution "$(of bank .org)" --carrier "$(of "$carrier" .org)" "$@"
	for who in Platform bank "$carrier"; do
		tell "$who" "commit-$declaration-$who" declare match commit "$declaration" --orders "$STORY/orders.csv" --key "$TOLD/orders.key"
	done
	for who in Platform bank "$carrier"; do
		tell "$who" "reveal-$declaration-$who" declare match reveal "$declaration" --orders "$STORY/orders.csv" --key "$TOLD/orders.key"
	done
}
matched "$BONDED" line --line 0 --line 2
tell Customs freed customs free "$BONDED" --line 0 --line 2
tell importer handed-out ship hand-out "$SEA"
tell importer received ship receive "$SEA"
scan registered clear "released, of an accepted sample" spirits "$SOLD"
scan registered stop "an item that was opened for the sample" spirits "$SAMPLED"
scan registered caution "an item beside them, not declared" spirits 180
scan registered clear "released, exempt by whitelist" chocolate 7

say "From Antwerp to Shanghai by air; the documents are looked at"
carried air-way booking-air.toml diamonds air BE-771
tell importer direct declare lodge "$(fill declaration-direct.toml "${IDS[@]}" "SHIPMENT=$(of air-way .shipment)")"
DIRECT=$(of direct .declaration)
tell Customs direct-accepted customs accept "$DIRECT" --mrn 26CNSGH000002 --secrets "$TOLD/direct.secrets"
DIAMONDS=$(of direct-accepted '.decisions[0].decision')
tell Customs direct-settled sample settle "$DIAMONDS" --secrets "$TOLD/direct.secrets"
tell Customs direct-control customs control "$DIRECT"
tell Customs direct-wanting sample documents "$DIAMONDS"
echo "  $(of direct-wanting '"papers: \(.papers)"')"
tell alpine graded inspect attest --subject "lot:$(of diamonds-lot .lot)" --standard "GB/T 16554-2017" \
	--accreditation "$(of accredited .accreditation)" --result conforming --sampling taken-by-agency --report "$LICENCE"
tell Customs direct-papers sample documents "$DIAMONDS"
tell Customs direct-assessed customs assess "$DIRECT"
head -c 32 /dev/urandom >"$TOLD/orders.key"
matched "$DIRECT" air
tell Customs direct-released customs release "$DIRECT"
tell importer direct-received ship receive "$(of air-way .shipment)"
scan registered clear "a diamond, released by its documents" diamonds-lot 5

say "After release, the maker calls the spirits back"
tell southern-larder recalled recall "lot:$(of spirits .lot)" --reason 1 --document "$LICENCE"
scan registered stop "released, and recalled" spirits "$SOLD"

say "What an inspector reads: why the bagels were examined, and what came of it"
"$HALLMARK" sample decision "$BAGELS"

say "What an auditor reads: the journal of the spirits, from factory to recall"
"$HALLMARK" journal "lot:$(of spirits .lot)"

say "What is remembered of their maker"
"$HALLMARK" sample statistics "merchant:$(jq .org "$OUT/southern-larder.json")"
