"""Reads every label of the sheets in a folder with zbar and with zxing-cpp, and compares with what they must say.

What is on a sheet is told by `sheets.json`, which the example `sheets` of hallmark-labels writes. Each label is cut out of
its sheet by its place, so that it must stand there; only what is read within counts.
"""

import json
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import zxingcpp
from PIL import Image

# The pages of a 600 dpi printer are larger than what Pillow takes for an attack.
Image.MAX_IMAGE_PIXELS = None
# A scanner's resolution, at which SVG and PDF are rasterised.
DPI = 300
EAN_UPC = {"EAN-13", "EAN-8", "UPC-A", "EAN13", "EAN8", "UPCA"}


def picture(path, width, out):
    """The picture of a sheet `width` mm wide, with the dots in a millimetre."""
    if path.suffix == ".svg":
        image = out / f"{path.name}.png"
        dots = str(round(width / 25.4 * DPI))
        subprocess.run(["rsvg-convert", "--width", dots, "--keep-aspect-ratio", "--output", image, path], check=True)
    elif path.suffix == ".pdf":
        subprocess.run(["pdftoppm", "-r", str(DPI), "-gray", "-singlefile", "-png", path, out / path.name], check=True)
        image = out / f"{path.name}.png"
    else:
        image = path
    picture = Image.open(image).convert("L")
    return picture, picture.width / width


def by_zbar(files):
    """What zbar reads in each picture: pairs of a symbology and a text."""
    command = ["zbarimg", "--quiet", "--xml", "-Sdisable", "-Sqrcode.enable", "-Sean13.enable", "-Supca.enable", "-Sean8.enable"]
    run = subprocess.run([*command, *files], check=False, capture_output=True, text=True)
    # 4 says that some picture held nothing, which is noticed below.
    if run.returncode not in (0, 4):
        raise SystemExit(f"zbarimg: {run.stderr}")
    read = {str(file): set() for file in files}
    space = "{http://zbar.sourceforge.net/2008/barcode}"
    for source in ElementTree.fromstring(run.stdout).iter(f"{space}source"):
        for symbol in source.iter(f"{space}symbol"):
            read[source.get("href")].add((symbol.get("type"), symbol.findtext(f"{space}data")))
    return [read[str(file)] for file in files]


def by_zxing(file):
    """The same by zxing-cpp."""
    return {(code.format.name, code.text) for code in zxingcpp.read_barcodes(Image.open(file))}


def faults(label, read):
    """What is wrong with what a reader read on a label."""
    squares = [text for kind, text in read if kind.upper().replace("-", "").replace("_", "") == "QRCODE"]
    bars = [text for kind, text in read if kind.upper().replace("_", "-") in EAN_UPC]
    expected = sorted(text for text in (label["printed"], label.get("scratch")) if text)
    if sorted(squares) != expected:
        yield f"QR codes {squares}, not {expected}"
    # Readers tell a UPC-A with or without a zero more.
    got = [text.zfill(14) for text in bars]
    wanted = [label["bars"].zfill(14)] if label["bars"] else []
    if got != wanted:
        yield f"bar codes {got}, not {wanted}"
    if len(squares) + len(bars) != len(read):
        yield f"other codes: {read}"


def check(folder, sheet):
    """The faults of a sheet."""
    told = []
    with tempfile.TemporaryDirectory() as out:
        out = Path(out)
        image, scale = picture(folder / sheet["file"], sheet["page"][0], out)
        if abs(image.height - sheet["page"][1] * scale) > 2:
            told.append(f"{sheet['file']}: {image.width} × {image.height} is not the page's shape")
        files = []
        for number, label in enumerate(sheet["labels"]):
            left, top, right, bottom = (round(edge * scale) for edge in label["box"])
            files.append(out / f"label-{number}.png")
            image.crop((left, top, right, bottom)).save(files[-1])
        if not files:
            told.append(f"{sheet['file']}: no labels")
        for number, (label, zbar, file) in enumerate(zip(sheet["labels"], by_zbar(files), files)):
            # Of the printed text, only the case of scheme and host may differ from the URI.
            scheme, rest = label["printed"].split("://")
            host, path = rest.split("/", 1)
            if f"{scheme.lower()}://{host.lower()}/{path}" != label["uri"]:
                told.append(f"{sheet['file']}, label {number}: {label['printed']} is not {label['uri']}")
            if label["bars"] and label["bars"].zfill(14) != label["gtin"]:
                told.append(f"{sheet['file']}, label {number}: {label['bars']} is not {label['gtin']}")
            for reader, read in (("zbar", zbar), ("zxing", by_zxing(file))):
                told += [f"{sheet['file']}, label {number}, {reader}: {fault}" for fault in faults(label, read)]
    return told


def main():
    folder = Path(sys.argv[1])
    sheets = json.loads((folder / "sheets.json").read_text())
    with ThreadPoolExecutor(2) as pool:
        told = [fault for faults in pool.map(lambda sheet: check(folder, sheet), sheets) for fault in faults]
    labels = sum(len(sheet["labels"]) for sheet in sheets)
    bars = sum(label["bars"] is not None for sheet in sheets for label in sheet["labels"])
    print("\n".join(told) or f"{labels} labels on {len(sheets)} sheets, {bars} with a bar code: all read by zbar and by zxing-cpp")
    return 1 if told or not labels else 0


sys.exit(main())
