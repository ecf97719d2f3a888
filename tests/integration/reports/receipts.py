"""Receipts opened through every door: the command, and the page."""

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
