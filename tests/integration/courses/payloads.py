"""What attackers have tried elsewhere, from ../shared/data/payloads; not there, tests skip."""

import json
from pathlib import Path

import pytest

PAYLOADS = Path(__file__).parents[4] / "shared" / "data" / "payloads"


def payloads():
    """Every payload of every list, each once."""
    if not PAYLOADS.is_dir():
        pytest.skip("../shared/data/payloads is not here")
    found = []
    for path in sorted(PAYLOADS.glob("xss-payload-list*.txt")):
        found += path.read_text(encoding="utf-8", errors="replace").split("\n")
    for path in sorted(PAYLOADS.glob("dompurify-expect*.json")):
        for pair in json.loads(path.read_text(encoding="utf-8")):
            found.append(pair["payload"])
    for path in sorted(PAYLOADS.glob("bleach-*/*.test")):
        found.append(path.read_text(encoding="utf-8").partition("\n--\n")[0])
    return list(dict.fromkeys(payload for payload in found if payload.strip()))
