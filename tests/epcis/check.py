"""Hash ids of our documents, as epcis-event-hash-generator computes them.

    python3 check.py FOLDER

Where an event has several of the lists that this package puts last, in an order of its own, its ids are
others than the standard's (event-hashes.md); such events are only counted.
"""

import json
import logging
import pathlib
import sys

logging.disable(logging.CRITICAL)
from epcis_event_hash_generator import hash_generator, json_to_py  # noqa: E402

folder = pathlib.Path(sys.argv[1])
expected = json.loads((folder / "ids.json").read_text())["ours"]
equal = moved = 0
faults = []
for file, own in expected.items():
    document = json.loads((folder / "ours" / file).read_text())
    [event] = document["epcisBody"]["eventList"]
    lists = {"bizTransactionList", "sourceList", "destinationList"} & event.keys()
    is_moved = {"sourceList", "destinationList"} <= lists or ("sensorElementList" in event and lists)
    events = json_to_py.event_list_from_epcis_document_json(document)
    made = hash_generator.epcis_hashes_from_events(events)
    if is_moved:
        moved += 1
        if made == own:
            faults.append(f"{file}: the order is the standard's after all: compare it")
    elif made != own:
        faults.append(f"{file}: epcis-event-hash-generator gives {made}, we {own}")
    else:
        equal += 1
print(f"{equal} hash ids of ours are those of epcis-event-hash-generator; {moved} events have lists that it moves")
if faults:
    sys.exit("\n".join(faults[:20]))
