#!/usr/bin/env bash
# epcis-event-hash-generator 1.9.3 gives one EPCIS event two hash ids: it depends on the order of members in JSON.
#
# An event hash id of CBV 2.0 is made of an event's content, so that two parties who write the same event down give it the same id;
# JSON's objects have no order. Here the same business transaction is written with `type` first and with `bizTransaction` first. The
# ids differ. epcis2.js 2.7.3, the other public implementation, gives one id for both: the one that this package gives with
# `type` first.
#
# Our side: hallmark-epcis sorts, takes either order, and writes `type` first, so that both packages give our documents the same ids
# (tests/epcis).
#
# Needs Node.js 20 and Python 3.11 with pip; fails if the behaviour changes.
set -euo pipefail

WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
cd "$WORK"

python3 -m venv python
python/bin/python -m pip --disable-pip-version-check install --quiet epcis-event-hash-generator==1.9.3 pyld==3.3.0
# epcis2.js names the package `fs`, which Node.js has itself: another small one takes its place.
cat >package.json <<'END'
{ "private": true, "dependencies": { "epcis2.js": "2.7.3" }, "overrides": { "fs": "npm:is-plain-object@5.0.0" } }
END
npm install --silent --no-audit --no-fund >/dev/null

for order in type-first type-last; do
	case $order in
	type-first) entry='{ "type": "po", "bizTransaction": "https://example.org/orders/seven" }' ;;
	type-last) entry='{ "bizTransaction": "https://example.org/orders/seven", "type": "po" }' ;;
	esac
	cat >"$order.json" <<END
{
	"@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],
	"type": "EPCISDocument",
	"schemaVersion": "2.0",
	"creationDate": "2026-01-01T00:00:00.000Z",
	"epcisBody": {
		"eventList": [
			{
				"type": "ObjectEvent",
				"eventTime": "2026-01-01T10:00:00.000Z",
				"eventTimeZoneOffset": "+00:00",
				"epcList": ["https://id.gs1.org/01/09520123456788/21/400"],
				"action": "OBSERVE",
				"bizStep": "shipping",
				"bizTransactionList": [$entry]
			}
		]
	}
}
END
done

cat >hash.py <<'END'
import json, logging, sys

logging.disable(logging.CRITICAL)
from epcis_event_hash_generator import hash_generator, json_to_py

events = json_to_py.event_list_from_epcis_document_json(json.load(open(sys.argv[1])))
print(hash_generator.epcis_hashes_from_events(events)[0])
END
cat >hash.mjs <<'END'
import { readFileSync } from 'node:fs';
import epcis from 'epcis2.js';

const document = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const [event] = document.epcisBody.eventList;
console.log(epcis.eventToHashedId(event, document['@context']));
END
for order in type-first type-last; do
	echo "$order: python $(python/bin/python hash.py "$order.json" | sed 's/.*;\(........\).*/\1/'), js $(node hash.mjs "$order.json" | sed 's/.*;\(........\).*/\1/')"
done >said.txt

cat said.txt
diff said.txt - <<'END'
type-first: python b65ebfa8, js b65ebfa8
type-last: python 194e65c0, js b65ebfa8
END
