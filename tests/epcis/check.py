"""Hash ids as epcis-event-hash-generator computes them: of our documents, and of the official examples,
wherever epcis2.js gives the same (check.mjs has written those down).

    python3 check.py FOLDER OFFICIAL-EXAMPLES

Where an event has several of the lists that this package puts last, in an order of its own, its ids are
others than the standard's (event-hashes.md); such events of ours are only counted.
"""

import json
import logging
import pathlib
import sys

logging.disable(logging.CRITICAL)
from epcis_event_hash_generator import hash_generator, json_to_py  # noqa: E402

folder, examples = map(pathlib.Path, sys.argv[1:])
ids = json.loads((folder / "ids.json").read_text())
faults = []


def made(document):
    """The ids of a document's events."""
    body = document["epcisBody"]
    if "queryResults" in body:
        document = document | {"epcisBody": body["queryResults"]["resultsBody"]}
    events = json_to_py.event_list_from_epcis_document_json(document)
    return hash_generator.epcis_hashes_from_events(events)


equal = moved = 0
for file, own in ids["ours"].items():
    document = json.loads((folder / "ours" / file).read_text())
    [event] = document["epcisBody"]["eventList"]
    lists = {"bizTransactionList", "sourceList", "destinationList"} & event.keys()
    is_moved = {"sourceList", "destinationList"} <= lists or ("sensorElementList" in event and lists)
    theirs = made(document)
    if is_moved:
        moved += 1
        if theirs == own:
            faults.append(f"{file}: the order is the standard's after all: compare it")
    elif theirs != own:
        faults.append(f"{file}: epcis-event-hash-generator gives {theirs}, we {own}")
    else:
        equal += 1
print(f"{equal} hash ids of ours are those of epcis-event-hash-generator; {moved} events have lists that it moves")

equal = differing = 0
for file, others in json.loads((folder / "epcis2.json").read_text()).items():
    try:
        theirs = made(json.loads((examples / file).read_text()))
    except Exception:  # it refuses prefixes that are declared anew
        theirs = []
    own = ids["official"][file]
    for place, id in enumerate(own):
        if theirs[place : place + 1] != others[place : place + 1] or not theirs[place:]:
            differing += 1
        elif theirs[place] != id:
            faults.append(f"{file}, event {place}: both packages give {theirs[place]}, we {id}")
        else:
            equal += 1
print(f"{equal} hash ids of official examples are those of both; of {differing} the two differ, or one gives none")
if faults:
    sys.exit("\n".join(faults[:20]))
