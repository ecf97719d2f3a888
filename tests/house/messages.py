"""What pages and mails say, read three ways: in the sources, in the catalogue, and as it is used.

None of it needs GNU gettext, which a fresh machine lacks.
"""

import ast
import gettext
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation.template import templatize

from tests.house.sources import PACKAGES, ROOT, files, name, python_files

CATALOGUE = ROOT / "locale" / "es" / "LC_MESSAGES" / "django.po"
TRANSLATION = "django.utils.translation"
# How many words of each function are a message, and whether one before them is its context.
FUNCTIONS = {"gettext": (1, False), "ngettext": (2, False), "pgettext": (1, True)}
FUNCTIONS |= {"npgettext": (2, True), "_": (1, False), "gettext_noop": (1, False)}
FUNCTIONS |= {f"{each}_lazy": FUNCTIONS[each] for each in ("gettext", "ngettext", "pgettext")}
STRING = r"""(?:u?'(?:[^'\\]|\\.)*'|u?"(?:[^"\\]|\\.)*")"""
MARKED = re.compile(rf"\b(_|n?p?gettext)\(((?:\s*{STRING},?)+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Message:
    """What is looked up: words, perhaps of one and of many, perhaps in a context."""

    one: str
    many: str = ""
    context: str = ""


@dataclass(slots=True)
class Entry:
    """One entry of a catalogue."""

    message: Message
    said: list[str]
    is_fuzzy: bool


def in_sources() -> dict[Message, str]:
    """Each message of templates and Python, and a file that it is in."""
    found: dict[Message, str] = {}
    for path in [*files("templates", "*.html"), *files("templates", "*.txt")]:
        for message in _of_template(path.read_text()):
            found.setdefault(message, name(path))
    for path in python_files(*PACKAGES):
        for message in _of_module(ast.parse(path.read_text())):
            found.setdefault(message, name(path))
    return found


def _of_template(source: str) -> Iterator[Message]:
    """By Django's own reading, in which all that is no message is crossed out."""
    for function, words in MARKED.findall(templatize(source)):
        yield _message(function, [ast.literal_eval(each) for each in re.findall(STRING, words)])


def _of_module(tree: ast.Module) -> Iterator[Message]:
    """By the names under which a module imports the functions."""
    known = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == TRANSLATION
        for alias in node.names
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        function = node.func
        called = known.get(function.id, "") if isinstance(function, ast.Name) else ""
        if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
            called = function.attr if function.value.id == "translation" else ""
        words = [each.value for each in node.args if isinstance(each, ast.Constant)]
        if called in FUNCTIONS and words:
            yield _message(called, words)


def _message(function: str, words: list[str]) -> Message:
    forms, has_context = FUNCTIONS[function]
    context = words.pop(0) if has_context else ""
    return Message(words[0], words[1] if forms == 2 else "", context)


def in_catalogue(path: Path = CATALOGUE) -> list[Entry]:
    """The entries of a .po file, its head left out."""
    found = []
    for block in re.split(r"\n\s*\n", path.read_text()):
        parts = {
            key: "".join(ast.literal_eval(each) for each in re.findall(STRING, words))
            for key, words in re.findall(rf"^(msg\S+)((?:\s+{STRING})+)", block, re.MULTILINE)
        }
        message = Message(
            parts.get("msgid", ""), parts.get("msgid_plural", ""), parts.get("msgctxt", "")
        )
        said = [words for key, words in parts.items() if key.startswith("msgstr")]
        if message.one:
            found.append(Entry(message, said, "#, fuzzy" in block or ", fuzzy" in block))
    return found


def compiled(path: Path = CATALOGUE) -> dict[object, str]:
    """What the .mo beside it says, by the keys that the standard library gives it."""
    with path.with_suffix(".mo").open("rb") as file:
        return dict(gettext.GNUTranslations(file)._catalog)  # type: ignore[attr-defined]


def as_compiled(entries: list[Entry]) -> dict[object, str]:
    """What a .mo of these entries would say."""
    found: dict[object, str] = {}
    for entry in entries:
        message = entry.message
        key = f"{message.context}\x04{message.one}" if message.context else message.one
        if not message.many:
            found[key] = entry.said[0]
        else:
            found |= {(key, number): words for number, words in enumerate(entry.said)}
    return found
