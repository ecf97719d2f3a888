"""Receipts opened through every door: the command, and the page."""

import json
import zlib
from base64 import urlsafe_b64encode
from dataclasses import asdict
from hashlib import sha256
from io import StringIO

from django.core.management import call_command
from django.urls import reverse


def printed(code):
    """The file of a receipt, as the command prints it."""
    out = StringIO(newline="")
    call_command("report_completion", "--receipt", code, stdout=out)
    return out.getvalue()


def opened(client, code):
    return client.post(reverse("reports:receipt"), {"code": code})


def sent(response):
    return b"".join(response.streaming_content).decode()


def made_up(receipt, **changed):
    """A code as anybody can make one, who has one and the source of this."""
    said = json.dumps(asdict(receipt) | changed, separators=(",", ":"), sort_keys=True).encode()
    body = urlsafe_b64encode(zlib.compress(said, 9)).decode().rstrip("=")
    return f"{body}.{sha256(said).hexdigest()[:8]}"
