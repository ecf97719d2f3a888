"""The items of a survey, as they are written in its file: read, and written as they are read."""

import re
from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from courses.interchange.package_lines import Part, parts
from courses.interchange.package_texts import Texts
from courses.interchange.package_toml import KEY
from courses.rules.content import Place
from courses.rules.richtext_line import seen_line
from courses.rules.survey import Asks, Item, Option, Privacy, Survey, to_settings
from courses.services.surveys import LONGEST

ITEM = re.compile(r"## Item\b")
HEADER = re.compile(rf"## Item ({KEY.pattern}) \((single|multiple|comment)\): (.*)")
OPTION = re.compile(rf"- ({KEY.pattern}): (.*)")


def read_survey(
    text: str, file: str, texts: Texts, *, line: int, privacy: Privacy
) -> tuple[str, dict[str, object]]:
    """Introduction and settings; what cannot be read is named in `texts.problems`, by its line.

    `line` is where the text begins in its file.
    """
    introduction, *written = parts(Part(line, text.split("\n")), ITEM)
    reader = _SurveyReader(texts, file)
    read = [(reader.item(part), part.line) for part in written]
    items = [item for item, _line in read if item]
    reader.name_twice([(item.key, at) for item, at in read if item], _("item"))
    intro = texts.passage(introduction.text(), Place(file, line))
    return intro, to_settings(Survey(privacy, tuple(items)))


class _SurveyReader:
    def __init__(self, texts: Texts, file: str) -> None:
        self.texts = texts
        self.file = file

    def item(self, part: Part) -> Item | None:
        found = HEADER.fullmatch(part.lines[0].rstrip())
        prompt = self._words(found[3], part.line) if found else ""
        if not found or not prompt:
            said = _("An item begins “## Item KEY (single): Prompt”, or (multiple), or (comment).")
            self._problem(part.line, said)
            return None
        options = tuple(self._options(part.below()))
        if found[2] == Asks.COMMENT and options:
            self._problem(part.line, _("An item for a comment has no options."))
            options = ()
        return Item(found[1], Asks(found[2]), prompt, options)

    def _options(self, part: Part) -> Iterator[Option]:
        told = []
        for number, text in enumerate(part.lines, part.line):
            if not text.strip():
                continue
            if found := OPTION.fullmatch(text.strip()):
                told.append((found[1], number))
                yield Option(found[1], self._words(found[2], number))
            else:
                self._problem(number, _("An option is written “- KEY: Text”, on one line."))
        self.name_twice(told, _("option"))

    def _words(self, text: str, line: int) -> str:
        words = seen_line(text)
        if len(words) > LONGEST:
            self._problem(line, _("This is over {most} characters long.").format(most=LONGEST))
        return words

    def name_twice(self, keys: list[tuple[str, int]], what: str) -> None:
        """Name every key that several have, wherever it stands."""
        times = Counter(key for key, _line in keys)
        for key, line in keys:
            if times[key] > 1:
                words = _("There is another {what} with the key “{key}”.")
                self._problem(line, words.format(what=what, key=key))

    def _problem(self, line: int, message: str) -> None:
        self.texts.problems.add(self.file, line, message)


def write_survey(survey: Survey) -> Iterator[str]:
    """Each item, with its options below it."""
    for item in survey.items:
        options = [f"- {option.key}: {option.text}" for option in item.options]
        header = f"## Item {item.key} ({item.asks}): {item.prompt}"
        yield "\n".join([header, "", *options]) if options else header
