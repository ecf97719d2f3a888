"""GIFT, read: docs/question-formats.md says what of it is taken. Nothing is written anywhere."""

import re
from decimal import Decimal

from django.utils.translation import gettext as _

from courses.interchange.gift_answers import Form, read_answers, with_format
from courses.interchange.gift_blocks import Block, as_meant, blocks_of
from courses.interchange.question_extras import Extras, bracketed, with_extras
from courses.interchange.question_faults import checked
from courses.interchange.question_tags import tags_in, tags_of
from courses.interchange.question_text import MARKDOWN, MOODLE, Keep, Texts, too_long
from courses.interchange.questions_read import (
    Finds,
    Found,
    Refused,
    name_of,
)
from courses.rules.content import QuestionContent

MARK = "\ufdd0"  # where the answers stood
BLANK = "_____"  # what is shown there, where text follows
OF_MOODLE = re.compile(r"\s*question: \d+\s+name: ")  # the comment Moodle writes before a question


def read_gift(text: str, *, language: str, keep: Keep) -> Finds:
    """The questions of a file, and those that cannot be taken."""
    finds = Finds()
    for block in blocks_of(text):
        if finds.is_full(block.line):
            break
        reader = _QuestionReader(block, language, keep)
        try:
            finds.found.append(reader.read())
        except Refused as error:
            finds.skip(block.line, reader.name, error)
    return finds


class _QuestionReader:
    """Reads one block; `name` is known as soon as there is one."""

    def __init__(self, block: Block, language: str, keep: Keep) -> None:
        self.block = block
        self.language = language
        self.texts = Texts(keep)
        self.title = ""
        self.name = name_of("", as_meant(block.text()[:2000]))

    def read(self) -> Found:
        if self.block.is_too_long:
            raise Refused(too_long())
        text = self._without_title(self.block.text())
        asked, answers = self._parted(text)
        said = [pair for comment in self.block.comments for pair in bracketed(comment)]
        extras = Extras(dict(said))
        asked, form_of_text = with_format(asked, MOODLE)
        blank = r"\_\_\_\_\_" if form_of_text == MARKDOWN else BLANK
        prompt = self.texts.passage(asked.replace(MARK, blank), form_of_text)
        self.name = name_of(self.title, prompt)
        if not prompt:
            raise Refused(_("It asks nothing: its text is missing."))
        form = Form(self.texts, form_of_text, extras, self.language, self._is_moodles())
        built, explanation, losses = read_answers(answers, form)
        content = QuestionContent(
            key="",
            kind=built.kind,
            prompt=prompt,
            explanation=explanation,
            points=extras.points(Decimal(built.kind != "stimulus")),
            definition=built.definition,
            choices=built.choices,
            tags=tags_of([*tags_in(self.block.category), *_all(said, "tag")]),
        )
        identity = next(iter(_all(said, "id")), self.title)
        content = checked(with_extras(content, extras))
        return Found(self.block.line, identity, self.name, content, (*losses, *self.texts.losses))

    def _without_title(self, text: str) -> str:
        if not text.startswith("::"):
            return text
        title, end, rest = text[2:].partition("::")
        if not end:
            return text[2:]
        self.title = self.name = " ".join(as_meant(title).split())
        return rest.strip()

    def _parted(self, text: str) -> tuple[str, str | None]:
        """The question and what is between its braces, if it has any."""
        before, opening, rest = text.partition("{")
        answers, closing, after = rest.partition("}")
        if "}" in before or (closing and not opening):
            raise Refused(_("A } stands before the { that should open its answers."))
        if not opening:
            return text, None
        if not closing:
            raise Refused(_("The { that opens its answers is never closed by a }."))
        if "{" in after or "}" in after or "{" in answers:
            raise Refused(_("It has more than one pair of braces; write \\{ and \\} for signs."))
        after = after.rstrip()
        return (f"{before}{MARK}{after}" if after else before.rstrip()), answers

    def _is_moodles(self) -> bool:
        return any(OF_MOODLE.match(comment) for comment in self.block.comments)


def _all(said: list[tuple[str, str]], name: str) -> list[str]:
    return [text for known, text in said if known == name and text]
