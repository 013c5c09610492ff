# The way of goods, from factory certificate to release: three lots from Melbourne to a bonded warehouse in
# Ningbo by sea, and diamonds from Antwerp to Shanghai by air. One lot is inspected and released, and
# recalled after that; one fails and is detained; one is exempt by whitelist; the diamonds pass by their
# documents; what is left of a lot is drawn at random, and released without a verdict by two officers. Consumers
# ask along the way, an inspector and an auditor at its end. What need not wait for something else goes on
# meanwhile, as it would among people. Sourced by run.sh, whose chain, organisations and functions it uses. The files
# that people hand in are in demo/story/.

STORY=$DEMO/story

# fill FILE NAME=VALUE…: the path of a copy of a file of the story with these ids in it.
fill() {
	local file=$1 pair
	shift
	cp "$STORY/$file" "$STEPS/$file"
	for pair in "PAPER=$LICENCE" "$@"; do
		sed -i "s|@${pair%%=*}@|${pair#*=}|g" "$STEPS/$file"
	done
	echo "$STEPS/$file"
}

# tell WHO NAME COMMAND…: begins a step of the story, and tells it in a line.
tell() {
	begin "$@"
	local third=
	[[ ${5-} =~ ^[a-z]+$ ]] && third=" $5"
	printf '  %-16s hallmark %s %s%s\n' "$1" "$3" "$4" "$third"
}

# refused REASON WHO COMMAND…: a step that the chain must refuse, for this reason.
refused() {
	local reason=$1 who=$2 got
	shift 2
	got=$(HALLMARK_SIGNER=//$who "$HALLMARK" --json --quiet "$@" | jq -r '.error // "not refused"' || true)
	[[ $got != *"$reason"* ]] || got=$reason
	meets "refused to $who: hallmark $1 $2" "$reason" "$got" --signer "//$who" "$@"
}

# told WHAT WANTED NAME FIELD COMMAND…: what must have come of a step, and the command that tells more.
told() { meets "$1" "$2" "$(of "$3" "$4")" "${@:5}"; }

# code LOT INDEX: the code on an item of a lot of the story.
code() {
	[ -f "$STEPS/$1-codes.json" ] || "$HALLMARK" --json lot labels --lot-dir "$OUT/lots/$1" --from 0 \
		--count "$(jq .count "$(find "$OUT/lots/$1" -name '*.json')")" >"$STEPS/$1-codes.json"
	jq -r --argjson index "$2" '.labels[] | select(.index == $index) | .uri' "$STEPS/$1-codes.json"
}

# scan VERDICT WHAT LOT INDEX: what a reader in China is to hear of an item.
scan() { expect "$1" "$2" "$(code "$3" "$4")" --leaves "$OUT/lots/$3" --market CN; }

# reads LOT INDEX: what a reader in China does hear.
reads() { shows verify "$(code "$1" "$2")" --leaves "$OUT/lots/$1" --market CN; }

say "Who takes part besides"
while IFS=$'\t' read -r id _ name country _ role _; do
	printf '  %-28s %s  organisation %s, %s\n' "$name" "$country" "$(of "$id" .org)" "$role"
done < <(rows "$CAST")
# Who was admitted last has roles last.
effective diamonds
CUSTOMS=$(of Customs .org)
IDS=("CUSTOMS=$CUSTOMS")
for id in alpine line air importer; do IDS+=("${id^^}=$(of "$id" .org)"); done
WORKS=$(of southern-larder-facility .facility)
begin Alice diamonds-prefix org prefix grant --council 952104 "$(of diamonds .org)" --licence "$LICENCE"
tell importer warehouse org facility register --name "Ningbo bonded warehouse" --country CN --gln 9521090001032

say "Standards, accreditation, and the rules of China's border"
tell Alice standards inspect standards "$STORY/standards.toml"
# The council's random control holds at every border: at its default, two runs of a hundred would be another story
# for each lot.
tell Alice council-rules rules set --council "$STORY/rules-council.toml"
asks "An officer" "what would these rules change of those in force?"
shows rules diff "$STORY/rules.toml" --of "$CUSTOMS"
tell Customs rules rules set "$STORY/rules.toml"
tell Customs panel rules panel "$(of alpine .org)"
CHOCOLATE=09521001001212
tell Customs whitelist rules whitelist "$(of southern-larder .org)" $CHOCOLATE --until "$(date -u -d '+90 days' +%F)"
await
tell Alice required inspect require Diamonds --standard "GB/T 16554-2017"
tell Alice accredited inspect accredit "$(fill accreditation.toml "${IDS[@]}")"

say "Goods are made; an agency certifies the factory and grades the diamonds"
tell diamonds workshop org facility register --name "Antwerp workshop" --country BE --gln 9521040001013
begin diamonds diamonds-product product import "$STORY/diamonds.csv"
# made NAME WHO GTIN COUNT FACILITY: a lot is issued. confirmed NAME: the platform confirms it.
made() {
	tell "$2" "$1" lot issue --gtin "$3" --batch "STORY-${1^^}" --count "$4" --facility "$5" --out "$OUT/lots/$1"
}
confirmed() {
	IDS+=("${1^^}=$(of "$1" .lot)")
	tell Platform "$1-confirmed" lot confirm --leaves "$OUT/lots/$1"
}
made spirits southern-larder 09521001000017 200 "$WORKS"
made bagels southern-larder 09521001000413 100 "$WORKS"
made chocolate southern-larder $CHOCOLATE 50 "$WORKS"
await
made diamonds-lot diamonds 09521040000108 12 "$(of workshop .facility)"
for lot in spirits bagels chocolate; do confirmed $lot; done
tell alpine certificate inspect attest --subject "facility:$WORKS" --standard "GB 14881-2013" \
	--accreditation "$(of accredited .accreditation)" --result conforming --sampling taken-by-agency \
	--report "$LICENCE" --valid-until "$(date -u -d '+1 year' +%F)"
tell southern-larder links link set product:09521001000017 "$STORY/links.toml"
tell southern-larder domain org domain set id.southern-larder.example
await
asks "Whoever runs a resolver" "where does more stand about the margarita mix?"
shows link list 09521001000017
confirmed diamonds-lot
IDS+=("DIAMONDS=$(of diamonds-lot .lot)")

say "From Melbourne to Ningbo by sea, into a bonded warehouse; from Antwerp to Shanghai by air"
# offered SHIPMENT OWNER CARRIER: the owner hands a shipment over to its carrier. carried SHIPMENT CARRIER SEAL: the
# carrier takes it to where it goes, and hands it over to its consignee.
offered() { tell "$2" "$1-offer" ship offer "$(of "$1" .shipment)" --to "$(of "$3" .org)"; }
carried() {
	local shipment
	shipment=$(of "$1" .shipment)
	tell "$2" "$1-taken" ship accept "$shipment"
	tell "$2" "$1-left" ship depart "$shipment" --seal "$3"
	tell "$2" "$1-there" ship arrive "$shipment" --seal "$3"
	tell "$2" "$1-handed" ship offer "$shipment" --to "$(of importer .org)"
}
tell southern-larder sea ship book "$(fill booking-sea.toml "${IDS[@]}")"
SEA=$(of sea .shipment)
offered sea southern-larder line
tell diamonds air-way ship book "$(fill booking-air.toml "${IDS[@]}")"
await
carried sea line AU-20441
offered air-way diamonds air
await
tell importer sea-has ship accept "$SEA"
tell importer sea-stored ship take-in "$SEA" --facility "$(of warehouse .facility)" --bonded
tell line sea-sensors ship sensors "$SEA" "$(fill voyage.toml)"
carried air-way air BE-771
await
tell importer air-way-has ship accept "$(of air-way .shipment)"
scan "registered, caution: notReleased; customs: notDeclared" "before anything is declared" spirits 0

say "The importer declares; customs accepts, and its rules decide"
tell importer bonded declare lodge "$(fill declaration-bonded.toml "${IDS[@]}" "SHIPMENT=$SEA")"
tell importer direct declare lodge "$(fill declaration-direct.toml "${IDS[@]}" "SHIPMENT=$(of air-way .shipment)")"
BONDED=$(of bonded .declaration)
DIRECT=$(of direct .declaration)
SECRETS=$STEPS/bonded.secrets
tell Customs accepted customs accept "$BONDED" --mrn 26CNNBO000001 --secrets "$SECRETS"
tell Customs direct-accepted customs accept "$DIRECT" --mrn 26CNSGH000002 --secrets "$STEPS/direct.secrets"

say "Stricter rules hold from now on; the rest of the chocolate is declared"
asks "An officer" "what will stricter rules change of these?"
shows rules diff "$STORY/rules-stricter.toml" --of "$CUSTOMS"
tell Customs stricter rules set "$STORY/rules-stricter.toml"
await
tell importer rest declare lodge "$(fill declaration-rest.toml "${IDS[@]}" "SHIPMENT=$SEA")"
REST=$(of rest .declaration)
tell Customs rest-accepted customs accept "$REST" --mrn 26CNNBO000003 --secrets "$STEPS/rest.secrets"

say "Platform, bank and carrier show that they know the same orders of diamonds"
# matched DECLARATION CARRIER LINE…: the importer opens a round over lines; the three commit to their orders, and
# reveal them once all have.
matched() {
	local declaration=$1 carrier=$2 word who
	shift 2
	head -c 32 /dev/urandom >"$STEPS/orders-$declaration.key"
	tell importer "match-$declaration" declare match open "$declaration" --platform "$(of Platform .org)" \
		--institution "$(of bank .org)" --carrier "$(of "$carrier" .org)" "$@"
	for word in commit reveal; do
		await
		for who in Platform bank "$carrier"; do
			tell "$who" "$word-$declaration-$who" declare match $word "$declaration" --orders "$STORY/orders.csv" \
				--key "$STEPS/orders-$declaration.key"
		done
	done
	await
}
matched "$DIRECT" air

say "Entropy settles what is looked at"
# decision DECLARATION LINE: the decision on a line.
decision() { "$HALLMARK" --json declare show "$1" | jq ".value.lines[$2].state.decision"; }
SPIRITS=$(decision "$BONDED" 0)
BAGELS=$(decision "$BONDED" 1)
SWEETS=$(decision "$BONDED" 2)
DIAMONDS=$(decision "$DIRECT" 0)
LEFT=$(decision "$REST" 0)
# settle NAME DECISION SECRETS: settles a decision, once entropy is there. settled NAME DECISION CHECK: it is to ask
# for this check.
settle() { tell Customs "$1-settled" sample settle "$2" --secrets "$3"; }
settled() {
	told "decision $2, on the ${1//-/ }" "$3" "$1-settled" '.check + (if .random then ", at random" else "" end)' \
		sample decision "$2"
}
settle spirits "$SPIRITS" "$SECRETS"
settled spirits "$SPIRITS" examination
settle bagels "$BAGELS" "$SECRETS"
settle chocolate "$SWEETS" "$SECRETS"
tell Customs examined customs control "$BONDED" --line 0 --line 1
settle diamonds "$DIAMONDS" "$STEPS/direct.secrets"
refused InvalidTransition Customs customs release "$BONDED" --line 0
settled bagels "$BAGELS" examination
settled chocolate "$SWEETS" exempt
settled diamonds "$DIAMONDS" documents

say "The agency opens its examinations"
tell alpine spirits-open sample open "$SPIRITS" --seals "$LICENCE"
tell alpine bagels-open sample open "$BAGELS" --seals "$LICENCE"

say "Meanwhile the diamonds: their documents are looked at"
tell Customs direct-control customs control "$DIRECT"
tell Customs direct-wanting sample documents "$DIAMONDS"
told "the diamonds' documents" wanting direct-wanting '.papers | keys[0]' sample decision "$DIAMONDS"
tell alpine graded inspect attest --subject "lot:$(of diamonds-lot .lot)" --standard "GB/T 16554-2017" \
	--accreditation "$(of accredited .accreditation)" --result conforming --sampling taken-by-agency --report "$LICENCE"
settle rest-of-the-chocolate "$LEFT" "$STEPS/rest.secrets"
await
tell Customs direct-papers sample documents "$DIAMONDS"
tell Customs direct-assessed customs assess "$DIRECT"
tell Customs direct-released customs release "$DIRECT"
tell Customs rest-control customs control "$REST"
tell Customs rest-assessed customs assess "$REST"
tell Customs second org operator add //Customs//second --may clearance
told "the diamonds' documents, once an agency graded them" inOrder direct-papers .papers sample decision "$DIAMONDS"
await
tell importer direct-received ship receive "$(of air-way .shipment)"

say "Meanwhile the rest of the chocolate: drawn at random, and released by two officers without a verdict"
settled rest-of-the-chocolate "$LEFT" "examination, at random"
scan "registered, caution: notReleased; customs: open" "chocolate that waits for its examination" chocolate 45
tell Customs proposed customs override propose "$REST" --reason "$LICENCE"
refused VerdictMissing Customs customs release "$REST"
scan "registered, clear; customs: released" "a diamond, released by its documents" diamonds-lot 5
asks "A buyer" "is this diamond what the box says, who graded it, and did it come in lawfully?"
reads diamonds-lot 5
await
tell Customs//second confirmed customs override confirm "$REST" --reason "$LICENCE"
await
tell Customs rest-released customs release "$REST"

say "The agency examines what entropy draws"
# draw NAME DECISION: has entropy draw the sample. drawn NAME: the indices that were drawn. spared NAME: the first that
# was not.
draw() {
	tell Customs "$1-drawn" sample reveal "$2" --secrets "$SECRETS"
	await "$1-drawn"
	"$HALLMARK" --json sample draw "$2" --recompute >"$STEPS/$1-draw.json" || die "the draw of $1 cannot be drawn again"
	echo "  drawn, and drawn again from public data: $(jq -r '.value.draw | "\(.n) of \(.size)"' "$STEPS/$1-draw.json")"
}
drawn() { jq '.value.draw.items[].index' "$STEPS/$1-draw.json"; }
spared() { jq '.value.draw | [range(.size)] - [.items[].index] | .[0]' "$STEPS/$1-draw.json"; }
# examined NAME DECISION BAD: has the sample examined; so many of it are found nonconforming.
examined() {
	code "$1" 0 >/dev/null
	{
		echo index,code,critical,major,minor
		jq -r --slurpfile draw "$STEPS/$1-draw.json" --argjson bad "$3" '
			(.labels | map({ key: "\(.index)", value: .uri }) | from_entries) as $codes
			| $draw[0].value.draw.items | to_entries[]
			| "\(.value.index),\($codes["\(.value.index)"]),0,\(if .key < $bad then 1 else 0 end),0"
		' "$STEPS/$1-codes.json"
	} >"$STEPS/$1.csv"
	tell alpine "$1-reported" sample report "$2" "$STEPS/$1.csv"
	tell alpine "$1-concluded" sample conclude "$2" --report "$LICENCE"
}
draw spirits "$SPIRITS"
examined spirits "$SPIRITS" 0
draw bagels "$BAGELS"
examined bagels "$BAGELS" 1
scan "registered, clear; customs: released" "chocolate, released by override" chocolate 45
told "the verdict on the spirits" passed spirits-concluded .verdict sample decision "$SPIRITS"
told "the verdict on the bagels" failed bagels-concluded .verdict sample decision "$BAGELS"
SAMPLED=$(drawn spirits | sed -n 1p)
SOLD=$(spared spirits)
BAGEL=$(spared bagels)

say "One lot fails and is detained; the others go into bond, and out of it when their orders match"
tell Customs detained customs detain "$BONDED" --line 1 --document "$LICENCE"
tell Customs assessed customs assess "$BONDED" --line 0 --line 2
tell Customs in-bond customs release "$BONDED" --line 0 --line 2
refused DocumentsNotMatched Customs customs free "$BONDED" --line 0 --line 2
scan "registered, stop: failed, detained; customs: detained" "an item of the lot that failed" bagels "$BAGEL"
scan "registered, caution: notReleased; customs: inBond" "goods in bond" spirits "$SOLD"
matched "$BONDED" line --line 0 --line 2
tell Customs freed customs free "$BONDED" --line 0 --line 2
await
tell importer handed-out ship hand-out "$SEA"
tell importer received ship receive "$SEA"
await
scan "registered, clear; customs: released" "released, of an accepted sample" spirits "$SOLD"
scan "registered, stop: sampled; customs: released" "an item that was opened for the sample" spirits "$SAMPLED"
scan "registered, caution: notReleased; customs: notDeclared" "an item beside them, not declared" spirits 180
scan "registered, clear; customs: released" "released, exempt by whitelist" chocolate 7
asks "A consumer" "who made this bottle, who looked at the works, which way did it come, who examined and released it?"
reads spirits "$SOLD"
asks "A consumer" "somebody offers me these bagels: may I eat them, and who found what?"
reads bagels "$BAGEL"

say "After release, the maker calls the spirits back"
tell southern-larder recalled recall "lot:$(of spirits .lot)" --reason 1 --document "$LICENCE"
await
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
shows sample statistics "merchant:$(of southern-larder .org)"

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
