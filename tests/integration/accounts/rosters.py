"""Rosters for tests, written as a file and taken in through the command."""

import csv
import io
import json

from django.core.management import call_command

HEADER = (
    "hr_id",
    "email",
    "first_name",
    "last_name",
    "preferred_name",
    "unit",
    "position",
    "supervisor_hr_id",
    "hired_on",
    "left_on",
)


def row(hr_id="0042", **columns):
    """A good row, but for the columns given."""
    return {
        "hr_id": hr_id,
        "email": f"p{hr_id}@example.org",
        "first_name": "Amara",
        "last_name": f"Okafor {hr_id}",
        "preferred_name": "",
        "unit": "School / Medicine / Cardiology",
        "position": "Assistant Professor",
        "supervisor_hr_id": "",
        "hired_on": "2020-03-01",
        "left_on": "",
    } | columns


def as_csv(rows, header=HEADER):
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, header, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def take_in(path, content, *options):
    """Write the file, import it, and give what the command printed."""
    if not isinstance(content, str | bytes):
        content = as_csv(content)
    if isinstance(content, str):
        content = content.encode()
    path.write_bytes(content)
    printed = io.StringIO()
    call_command("import_people", str(path), "--json", *options, stdout=printed)
    return json.loads(printed.getvalue())


def counts(printed):
    return {name: value for name, value in printed.items() if isinstance(value, int)}
