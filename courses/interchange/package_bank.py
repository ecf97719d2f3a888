"""The banks of a package, `banks/NAME.md`, and what its quizzes draw from them."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

import tomli_w
from django.utils.text import slugify
from django.utils.translation import gettext as _

from courses.interchange.package_folder import NotFound
from courses.interchange.package_quiz import read_questions
from courses.interchange.package_texts import Texts
from courses.interchange.package_toml import Table, lines_of_tables
from courses.interchange.package_written import FENCE, Written, take_apart
from courses.rules.content import (
    ActivityContent,
    BankContent,
    DrawContent,
    EditionContent,
    Place,
    QuestionContent,
)
from courses.rules.content_hash import plain

FOLDER = "banks"
FILE = re.compile(r"([A-Za-z0-9][A-Za-z0-9_-]*)(?:\.([a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?))?\.md")
DRAW = "[[draw]]"


def read_banks(texts: Texts, language: str | None) -> dict[str, BankContent]:
    """The package's banks by name: in its own language (None), or translated into another.

    A translated bank has the name of the one it translates.
    """
    folder = texts.folder.root / FOLDER
    banks: dict[str, BankContent] = {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        found = FILE.fullmatch(path.name)
        file = f"{FOLDER}/{path.name}"
        if not found:
            texts.problems.add(file, 1, _("A bank's file is called NAME.md, with plain letters."))
        elif found[2] == language and (bank := _bank(texts, file, f"{FOLDER}/{found[1]}.md")):
            if bank.name in banks:
                message = _("Another file's bank has the same name, “{name}”.")
                texts.problems.add(file, 1, message.format(name=bank.name))
            banks[bank.name] = bank
    return banks


def _bank(texts: Texts, file: str, original: str) -> BankContent | None:
    written = _written(texts, file)
    first = _written(texts, original) if file != original else written
    if written is None or first is None:
        return None
    values = {**first.values, **written.values}
    table = Table(values, written.lines, texts.problems, file=file)
    name = table.text("name", required=True, most=200)
    table.nothing_else()
    return BankContent(name, read_questions(written.body, file, texts, line=written.line))


def _written(texts: Texts, file: str) -> Written | None:
    try:
        return take_apart(texts.folder.text(file), file, texts)
    except NotFound as error:
        texts.problems.add(file, 1, str(error))
        return None


def read_draws(table: Table, written: Written) -> tuple[DrawContent, ...]:
    """What a quiz's front matter says it draws; the questions themselves come later."""
    listed = table.skip("draw")
    headers = lines_of_tables(written.header, DRAW)
    draws = []
    for nth, value in enumerate(listed if isinstance(listed, list) else ()):
        line, lines = headers[nth] if nth < len(headers) else (0, {})
        lines = {key: at + 1 for key, at in lines.items()}  # the front matter begins on line 2
        values = value if isinstance(value, dict) else {}
        part = Table(values, lines, table.problems, file=written.file, line=line + 1)
        count = part.whole("count")
        if not count:
            part.problem("count", _("“count” says how many questions are drawn: 1 or more."))
        points = part.number("points", Decimal(1), "0", "9999") or Decimal(0)
        draws.append(
            DrawContent(
                bank=part.text("bank", required=True),
                count=count or 1,
                tag=part.text("tag"),
                points=points.quantize(Decimal("0.01")),
            )
        )
        part.nothing_else()
    return tuple(draws)


def fill_draws(
    edition: EditionContent, banks: Mapping[str, BankContent], texts: Texts
) -> EditionContent:
    """The edition with the questions that each of its draws may take."""
    modules = [
        replace(module, activities=tuple(_filled(it, banks, texts) for it in module.activities))
        for module in edition.modules
    ]
    return replace(edition, modules=tuple(modules))


def _filled(
    activity: ActivityContent, banks: Mapping[str, BankContent], texts: Texts
) -> ActivityContent:
    place = activity.place or Place("")
    draws = []
    for draw in activity.draws:
        bank = banks.get(draw.bank)
        if bank is None:
            message = _("No file in “banks” is named “{name}” in this language.")
            texts.problems.add(place.file, place.line, message.format(name=draw.bank))
            continue
        draws.append(replace(draw, questions=pool(bank.questions, draw.tag)))
    return replace(activity, draws=tuple(draws))


def pool(questions: Iterable[QuestionContent], tag: str) -> tuple[QuestionContent, ...]:
    """Those with the tag (without one, all), with the cases that they share, by key."""
    held = list(questions)
    taken = {question.key for question in held if not tag or tag in question.tags}
    taken |= {question.stimulus for question in held if question.key in taken}
    return tuple(sorted((it for it in held if it.key in taken), key=lambda it: it.key))


def write_draws(draws: Iterable[DrawContent]) -> list[dict[str, object]]:
    """As the front matter of a quiz holds them."""
    return [
        {"bank": draw.bank, "count": draw.count}
        | ({"tag": draw.tag} if draw.tag else {})
        | ({"points": plain(draw.points)} if draw.points != 1 else {})
        for draw in draws
    ]


def write_banks(
    editions: Iterable[tuple[str | None, EditionContent]],
    write: Callable[[QuestionContent, EditionContent], str],
) -> dict[str, str]:
    """Every bank that these editions draw from, with what they may draw, by file.

    The language of a translation goes into the name of its file; None is the course's own.
    """
    files = {}
    for language, edition in editions:
        held: dict[str, dict[str, QuestionContent]] = {}
        for activity in edition.activities():
            for draw in activity.draws:
                held.setdefault(draw.bank, {}).update((it.key, it) for it in draw.questions)
        for file, name in _named(held).items():
            front = "" if language else tomli_w.dumps({"name": name})
            asked = [write(it, edition) for _key, it in sorted(held[name].items())]
            ending = f".{language}.md" if language else ".md"
            said = "".join(f"\n{question}\n" for question in asked)
            files[f"{FOLDER}/{file}{ending}"] = f"{FENCE}\n{front}{FENCE}\n{said}"
    return files


def _named(names: Iterable[str]) -> dict[str, str]:
    """A file name of plain letters for each bank, always the same for the same banks."""
    named: dict[str, str] = {}
    for name in sorted(names):
        plainly = slugify(name) or "bank"
        file, nth = plainly, 1
        while file in named:
            nth += 1
            file = f"{plainly}-{nth}"
        named[file] = name
    return named
