"""Aiken, read: questions in plain text, their choices by letter, and which letter is right."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from courses.interchange.question_extras import Extras
from courses.interchange.question_faults import checked
from courses.interchange.question_kinds import MOST, Answer, choose_one, too_many
from courses.interchange.question_text import PLAIN, Keep, Texts
from courses.interchange.questions_read import Finds, Found, Refused, name_of
from courses.rules.content import QuestionContent

CHOICE = re.compile(r"\s*([A-Z])[).]\s*(.*)")
RIGHT = re.compile(r"\s*ANSWER\s*:\s*(.*)", re.I)


@dataclass(slots=True)
class _Written:
    """The lines of one question; `right` is the letter after ANSWER, None where it has none."""

    line: int
    asked: list[str] = field(default_factory=list)
    choices: list[tuple[str, str]] = field(default_factory=list)
    right: str | None = None


def read_aiken(text: str, *, keep: Keep) -> Finds:
    """The questions of a file, and those that cannot be taken."""
    finds = Finds()
    for written in _questions(text):
        if finds.is_full(written.line):
            break
        name = name_of(" ".join(written.asked), "")
        try:
            content = checked(_content(written, Texts(keep)))
            finds.found.append(Found(written.line, "", name, content))
        except Refused as error:
            finds.skip(written.line, name, error)
    return finds


def _questions(text: str) -> Iterator[_Written]:
    """ANSWER ends a question; so does a new one that begins where ANSWER is missing."""
    written: _Written | None = None
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        written = written or _Written(number)
        if right := RIGHT.fullmatch(line):
            written.right = right[1].strip()
            yield written
            written = None
        elif choice := CHOICE.fullmatch(line):
            # More than can be taken are kept only so far as to show that.
            if len(written.choices) <= MOST:
                written.choices.append((choice[1], choice[2].strip()))
        elif written.choices:
            yield written
            written = _Written(number, [line.strip()])
        elif len(written.asked) <= MOST:
            written.asked.append(line.strip())
    if written:
        yield written


def _content(written: _Written, texts: Texts) -> QuestionContent:
    letters = [letter for letter, _text in written.choices]
    if max(len(letters), len(written.asked)) > MOST:
        raise Refused(too_many())
    if not written.asked:
        raise Refused(_("Choices stand here, and no question before them."))
    if written.right is None:
        raise Refused(_("No line after its choices says ANSWER: and a letter."))
    right = written.right.rstrip(").").upper()
    if right not in letters:
        raise Refused(_("ANSWER: “{right}” is none of its choices.").format(right=written.right))
    if len(set(letters)) < len(letters):
        raise Refused(_("Two of its choices have the same letter."))
    answers = [
        Answer(texts.phrase(text, PLAIN), Decimal(letter == right))
        for letter, text in written.choices
    ]
    built = choose_one(answers, Extras())
    prompt = texts.passage("\n".join(written.asked), PLAIN)
    return QuestionContent("", built.kind, prompt, choices=built.choices)
