"""Has a passport that a gateway serves judged by dppvalidator.

    python3 gateway.py URL PATH
"""

import json
import sys
from urllib.parse import urljoin
from urllib.request import urlopen

from dppvalidator.validators import ValidationEngine

with urlopen(urljoin(sys.argv[1], sys.argv[2])) as answer:
    media, passport = answer.headers["content-type"], json.load(answer)
if media != "application/vc":
    sys.exit(f"failed: the passport is served as {media}")
faults = ValidationEngine(schema_version="0.7.0").validate(passport).errors
if faults:
    sys.exit(f"failed: {[f'{it.code} {it.path}: {it.message}' for it in faults]}")
