# The way of goods, from factory certificate to release: three lots from Melbourne to a bonded warehouse in
# Ningbo by sea, and diamonds from Antwerp to Shanghai by air. One lot is inspected and released, and
# recalled after that; one fails and is detained; one is exempt by whitelist; the diamonds pass by their
# documents; what is left of a lot is drawn at random, and released without a verdict by two officers. Consumers
# ask along the way, an inspector and an auditor at its end. Sourced by run.sh, whose chain, organisations and
# functions it uses. The files that people hand in are in demo/story/.

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
		die "$who could not: $(wrote "$@"); the node's log: $OUT/node.log"
	}
	local third=
	[[ ${3-} =~ ^[a-z]+$ ]] && third=" $3"
	printf '  %-16s hallmark %s %s%s\n' "$who" "$1" "$2" "$third"
}

# refused REASON WHO COMMAND…: a step that the chain must refuse, for this reason.
refused() {
	local reason=$1 who=$2 got
	shift 2
	got=$(HALLMARK_SIGNER=//$who "$HALLMARK" --json --quiet "$@" | jq -r '.error // "not refused"' || true)
	[[ $got != *"$reason"* ]] || got=$reason
	meets "refused to $who: hallmark $1 $2" "$reason" "$got" --signer "//$who" "$@"
}

# told WHAT WANTED NAME FIELD COMMAND…: what an earlier answer must have said, and the command that tells more.
told() { meets "$1" "$2" "$(of "$3" "$4")" "${@:5}"; }

# code LOT INDEX: the code on an item of a lot of the story.
code() {
	[ -f "$TOLD/$1-codes.json" ] || "$HALLMARK" --json lot labels --lot-dir "$TOLD/lots/$1" --from 0 \
		--count "$(jq .count "$(find "$TOLD/lots/$1" -name '*.json')")" >"$TOLD/$1-codes.json"
	jq -r --argjson index "$2" '.labels[] | select(.index == $index) | .uri' "$TOLD/$1-codes.json"
}

# scan VERDICT WHAT LOT INDEX: what a reader in China is to hear of an item.
scan() { expect "$1" "$2" "$(code "$3" "$4")" --leaves "$TOLD/lots/$3" --market CN; }

# reads LOT INDEX: what a reader in China does hear.
reads() { shows verify "$(code "$1" "$2")" --leaves "$TOLD/lots/$1" --market CN; }

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
as //Alice --quiet product register-type --from "$STORY/diamonds.csv" >/dev/null
tell Alice required inspect require Diamonds --standard "GB/T 16554-2017"
tell Alice accredited inspect accredit "$(fill accreditation.toml "${IDS[@]}")"
# The council's random control holds at every border: at its default, two runs of a hundred would be another story
# for each lot.
tell Alice council-rules rules set --council "$STORY/rules-council.toml"
asks "An officer" "what would these rules change of those in force?"
shows rules diff "$STORY/rules.toml" --of "$CUSTOMS"
tell Customs rules rules set "$STORY/rules.toml"
tell Customs panel rules panel "$(of alpine .org)"
CHOCOLATE=09521001001212
tell Customs whitelist rules whitelist "$(jq .org "$OUT/southern-larder.json")" $CHOCOLATE \
	--until "$(date -u -d '+90 days' +%F)"
asks "An officer" "what would stricter rules change of these? (They are for later: nothing is submitted.)"
shows rules diff "$STORY/rules-stricter.toml" --of "$CUSTOMS"

say "Goods are made; an agency certifies the factory and grades the diamonds"
tell alpine certificate inspect attest --subject "facility:$WORKS" --standard "GB 14881-2013" \
	--accreditation "$(of accredited .accreditation)" --result conforming --sampling taken-by-agency \
	--report "$LICENCE" --valid-until "$(date -u -d '+1 year' +%F)"
as //diamonds --quiet product import "$STORY/diamonds.csv" >/dev/null
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
scan "registered, caution: notReleased; customs: notDeclared" "before anything is declared" spirits 0

say "The importer declares; customs accepts, and its rules decide"
tell importer bonded declare lodge "$(fill declaration-bonded.toml "${IDS[@]}" "SHIPMENT=$SEA")"
BONDED=$(of bonded .declaration)
SECRETS=$TOLD/bonded.secrets
tell Customs accepted customs accept "$BONDED" --mrn 26CNNBO000001 --secrets "$SECRETS"
# decision DECLARATION LINE: the decision on a line.
decision() { "$HALLMARK" --json declare show "$1" | jq ".value.lines[$2].state.decision"; }
SPIRITS=$(decision "$BONDED" 0)
BAGELS=$(decision "$BONDED" 1)
SWEETS=$(decision "$BONDED" 2)
# settled NAME DECISION SECRETS CHECK: settles a decision, which is to ask for this check.
settled() {
	tell Customs "$1-settled" sample settle "$2" --secrets "$3"
	told "decision $2, on the ${1//-/ }" "$4" "$1-settled" '.check + (if .random then ", at random" else "" end)' \
		sample decision "$2"
}
settled spirits "$SPIRITS" "$SECRETS" examination
settled bagels "$BAGELS" "$SECRETS" examination
settled chocolate "$SWEETS" "$SECRETS" exempt
tell Customs examined customs control "$BONDED" --line 0 --line 1
refused InvalidTransition Customs customs release "$BONDED" --line 0

say "The agency examines what entropy draws"
# examined NAME DECISION BAD VERDICT: has the sample examined; so many of it are found nonconforming.
examined() {
	tell alpine "$1-open" sample open "$2" --seals "$LICENCE"
	tell Customs "$1-drawn" sample reveal "$2" --secrets "$SECRETS"
	"$HALLMARK" --json sample draw "$2" --recompute >"$TOLD/$1-draw.json" || die "the draw of $1 cannot be drawn again"
	echo "  drawn, and drawn again from public data: $(of "$1-draw" '.value.draw | "\(.n) of \(.size)"')"
	local place=0 index
	echo index,code,critical,major,minor >"$TOLD/$1.csv"
	while read -r index; do
		echo "$index,$(code "$1" "$index"),0,$((place < $3 ? 1 : 0)),0" >>"$TOLD/$1.csv"
		place=$((place + 1))
	done < <(drawn "$1")
	tell alpine "$1-reported" sample report "$2" "$TOLD/$1.csv"
	tell alpine "$1-concluded" sample conclude "$2" --report "$LICENCE"
	told "the verdict on the $1" "$4" "$1-concluded" .verdict sample decision "$2"
}
# drawn NAME: the indices that were drawn. spared NAME: the first that was not.
drawn() { jq '.value.draw.items[].index' "$TOLD/$1-draw.json"; }
spared() { jq '.value.draw | [range(.size)] - [.items[].index] | .[0]' "$TOLD/$1-draw.json"; }
examined spirits "$SPIRITS" 0 passed
examined bagels "$BAGELS" 1 failed
SAMPLED=$(drawn spirits | sed -n 1p)
SOLD=$(spared spirits)
BAGEL=$(spared bagels)

say "One lot fails and is detained; the others go into bond, and out of it when their orders match"
tell Customs detained customs detain "$BONDED" --line 1 --document "$LICENCE"
tell Customs assessed customs assess "$BONDED" --line 0 --line 2
tell Customs in-bond customs release "$BONDED" --line 0 --line 2
scan "registered, stop: failed, detained; customs: detained" "an item of the lot that failed" bagels "$BAGEL"
scan "registered, caution: notReleased; customs: inBond" "goods in bond" spirits "$SOLD"
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
scan "registered, clear; customs: released" "released, of an accepted sample" spirits "$SOLD"
scan "registered, stop: sampled; customs: released" "an item that was opened for the sample" spirits "$SAMPLED"
scan "registered, caution: notReleased; customs: notDeclared" "an item beside them, not declared" spirits 180
scan "registered, clear; customs: released" "released, exempt by whitelist" chocolate 7
asks "A consumer" "who made this bottle, who looked at the works, which way did it come, who examined and released it?"
reads spirits "$SOLD"
asks "A consumer" "somebody offers me these bagels: may I eat them, and who found what?"
reads bagels "$BAGEL"

say "From Antwerp to Shanghai by air; the documents are looked at"
carried air-way booking-air.toml diamonds air BE-771
tell importer direct declare lodge "$(fill declaration-direct.toml "${IDS[@]}" "SHIPMENT=$(of air-way .shipment)")"
DIRECT=$(of direct .declaration)
tell Customs direct-accepted customs accept "$DIRECT" --mrn 26CNSGH000002 --secrets "$TOLD/direct.secrets"
DIAMONDS=$(of direct-accepted '.decisions[0].decision')
settled diamonds "$DIAMONDS" "$TOLD/direct.secrets" documents
tell Customs direct-control customs control "$DIRECT"
tell Customs direct-wanting sample documents "$DIAMONDS"
told "the diamonds' documents" wanting direct-wanting '.papers | keys[0]' sample decision "$DIAMONDS"
tell alpine graded inspect attest --subject "lot:$(of diamonds-lot .lot)" --standard "GB/T 16554-2017" \
	--accreditation "$(of accredited .accreditation)" --result conforming --sampling taken-by-agency --report "$LICENCE"
tell Customs direct-papers sample documents "$DIAMONDS"
told "the diamonds' documents, once an agency graded them" inOrder direct-papers .papers sample decision "$DIAMONDS"
tell Customs direct-assessed customs assess "$DIRECT"
head -c 32 /dev/urandom >"$TOLD/orders.key"
matched "$DIRECT" air
tell Customs direct-released customs release "$DIRECT"
tell importer direct-received ship receive "$(of air-way .shipment)"
scan "registered, clear; customs: released" "a diamond, released by its documents" diamonds-lot 5
asks "A buyer" "is this diamond what the box says, who graded it, and did it come in lawfully?"
reads diamonds-lot 5

say "Stricter rules: the rest of the chocolate is drawn at random, and two officers release it without a verdict"
tell Customs stricter rules set "$STORY/rules-stricter.toml"
tell importer rest declare lodge "$(fill declaration-rest.toml "${IDS[@]}" "SHIPMENT=$SEA")"
REST=$(of rest .declaration)
tell Customs rest-accepted customs accept "$REST" --mrn 26CNNBO000003 --secrets "$TOLD/rest.secrets"
LEFT=$(decision "$REST" 0)
settled rest-of-the-chocolate "$LEFT" "$TOLD/rest.secrets" "examination, at random"
tell Customs rest-control customs control "$REST"
tell Customs rest-assessed customs assess "$REST"
refused VerdictMissing Customs customs release "$REST"
scan "registered, caution: notReleased; customs: open" "chocolate that waits for its examination" chocolate 45
tell Customs second org operator add //Customs//second --may clearance
tell Customs proposed customs override propose "$REST" --reason "$LICENCE"
tell Customs//second confirmed customs override confirm "$REST" --reason "$LICENCE"
tell Customs rest-released customs release "$REST"
scan "registered, clear; customs: released" "the same, released by override" chocolate 45

say "After release, the maker calls the spirits back"
tell southern-larder recalled recall "lot:$(of spirits .lot)" --reason 1 --document "$LICENCE"
scan "registered, stop: recalled $(of recalled .notice); customs: released" "released, and recalled" spirits "$SOLD"
asks "A consumer" "I have that bottle at home: may I still drink it?"
reads spirits "$SOLD" | sed '/^  Who said what:/,/released, by/c\  Who said what: as before, and then'
asks "A consumer" "who calls it back, and since when?"
shows notice show "$(of recalled .notice)"

say "What an inspector asks"
asks "An inspector" "why were the spirits examined, by whom, and what came of it?"
shows sample decision "$SPIRITS"
asks "An inspector" "why the bagels?"
shows sample decision "$BAGELS"
asks "An inspector" "which bagels were opened, could anyone have chosen them, and what was found of each?"
shows sample draw "$BAGELS" --recompute
asks "An inspector" "why was the chocolate let through?"
shows sample decision "$SWEETS"
asks "An inspector" "and why was the rest of it to be examined, whitelisted as it is?"
shows sample decision "$LEFT"
asks "An inspector" "what did the diamonds need?"
shows sample decision "$DIAMONDS"
asks "An inspector" "what do agencies attest of the works in Melbourne?"
shows inspect list "facility:$WORKS"
asks "An inspector" "and of the diamonds?"
shows inspect list "lot:$(of diamonds-lot .lot)"
asks "An inspector" "may that agency attest it?"
shows inspect agency "$(of alpine .org)"
asks "An inspector" "what is remembered of the maker, for next time?"
shows sample statistics "merchant:$(jq .org "$OUT/southern-larder.json")"

say "What an auditor asks"
asks "An auditor" "who declared what, what became of each line, and did three parties know the same orders?"
shows declare show "$BONDED"
asks "An auditor" "was anything released without a verdict, and who answers for it?"
shows declare show "$REST"
asks "An auditor" "which way did the goods come, who carried them, and did the seal hold?"
shows ship show "$SEA"
asks "An auditor" "what happened to the spirits, from the works to the recall, and who said so?"
shows journal "lot:$(of spirits .lot)"
asks "An auditor" "where were they made, and who had looked at the place? (A place has its own journal.)"
shows journal "facility:$WORKS"
asks "An auditor" "in whose custody was the shipment, and when?"
shows journal "shipment:$SEA"
asks "An auditor" "in which order did importer, customs and agency act on the declaration?"
shows journal "declaration:$BONDED"
