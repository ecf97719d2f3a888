"""What makes two wordings the same: a SHA-256 over everything an author wrote.

Pure: no database, no clock. Order counts, positions and times do not; a decimal is the same however
many zeros it ends in. Files count by their content, through the addresses that name them.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal

from courses.rules.content import ActivityContent, EditionContent, QuestionContent


def edition_hash(edition: EditionContent) -> str:
    return _digest(edition)


def activity_hash(activity: ActivityContent) -> str:
    return _digest(activity)


def question_hash(question: QuestionContent) -> str:
    return _digest(question)


def plain(number: Decimal) -> str:
    """The decimal as an author would write it: no exponent, no zeros at the end."""
    return f"{number.normalize():f}" if number else "0"


def _plain(value: object) -> object:
    """As JSON; what does not count when two are compared (its place in a file) is left out."""
    if is_dataclass(value):
        said = {each: getattr(value, each.name) for each in fields(value) if each.compare}
        return {
            each.name: _plain(held)
            for each, held in said.items()
            if held or not each.metadata.get("later")
        }
    if isinstance(value, Mapping):
        return {str(name): _plain(held) for name, held in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(held) for held in value]
    return plain(value) if isinstance(value, Decimal) else value


def _digest(value: object) -> str:
    text = json.dumps(_plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
