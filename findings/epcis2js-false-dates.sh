#!/usr/bin/env bash
# epcis2.js 2.7.3 takes addresses for dates, and so gives different EPCIS events one hash id.
#
# Before it hashes an event it reads every longer text that JavaScript's `Date.parse` makes something of as a time, and `Date.parse` is
# generous: an address that ends in a number is a year to it. Two events at different read points, whose addresses end in the same number, get the
# same id; at addresses that end in a word they get two. epcis-event-hash-generator 1.9.3, the other public implementation, tells both
# pairs apart. So does the algorithm of CBV 2.0, in which only the event's own times are times.
#
# Our side: hallmark-epcis takes nothing but the event's times for times, and the addresses that it writes end in a word, so that
# epcis2.js gives them the standard's ids (tests/epcis).
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

cat >hash.py <<'END'
import json, logging, sys

logging.disable(logging.CRITICAL)
from epcis_event_hash_generator import hash_generator, json_to_py

events = json_to_py.event_list_from_epcis_document_json(json.load(open(sys.argv[1])))
print("python:", "same" if len(set(hash_generator.epcis_hashes_from_events(events))) == 1 else "different")
END
cat >hash.mjs <<'END'
import { readFileSync } from 'node:fs';
import epcis from 'epcis2.js';

const document = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const ids = document.epcisBody.eventList.map((event) => epcis.eventToHashedId(event, document['@context']));
console.log('js:', new Set(ids).size === 1 ? 'same' : 'different');
END

event() {
	cat <<END
{
	"type": "ObjectEvent",
	"eventTime": "2026-01-01T10:00:00.000Z",
	"eventTimeZoneOffset": "+00:00",
	"epcList": ["https://id.gs1.org/01/09520123456788/21/400"],
	"action": "OBSERVE",
	"bizStep": "shipping",
	"readPoint": { "id": "$1" }
}
END
}
for end in 7 seven; do
	cat >"$end.json" <<END
{
	"@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],
	"type": "EPCISDocument",
	"schemaVersion": "2.0",
	"creationDate": "2026-01-01T00:00:00.000Z",
	"epcisBody": { "eventList": [$(event "https://a.example/gates/$end"), $(event "https://b.example/docks/$end")] }
}
END
	echo "two read points that end in $end"
	python/bin/python hash.py "$end.json"
	node hash.mjs "$end.json"
done >said.txt

cat said.txt
diff said.txt - <<'END'
two read points that end in 7
python: different
js: same
two read points that end in seven
python: different
js: different
END
