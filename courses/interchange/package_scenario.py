"""The situations of a scenario, as they are written in its file."""

import re
from collections import Counter
from collections.abc import Iterable

from django.utils.translation import gettext as _

from courses.interchange.package_lines import Part, parts
from courses.interchange.package_texts import Texts
from courses.interchange.package_toml import KEY
from courses.rules.content import Place
from courses.rules.scenario import Choice, Scenario, Situation, to_settings
from courses.services.scenarios import LONGEST_TITLE, plain_line

SITUATION = re.compile(r"## Situation\b")
CHOICE = re.compile(r"### Choice\b")
SITUATION_HEADER = re.compile(rf"## Situation ({KEY.pattern}): (.*)")
CHOICE_HEADER = re.compile(rf"### Choice ({KEY.pattern}) -> ({KEY.pattern})\s*")

Keyed = list[tuple[str, int]]  # keys, each with the line that it stands on


def read_scenario(
    text: str, file: str, texts: Texts, *, line: int
) -> tuple[str, dict[str, object]]:
    """Introduction and settings; what cannot be read is named in `texts.problems`, by its line.

    `line` is where the text begins in its file.
    """
    introduction, *written = parts(Part(line, text.split("\n")), SITUATION)
    reader = _ScenarioReader(texts, file)
    intro = texts.passage(introduction.text(), Place(file, line))
    return intro, to_settings(reader.read(written))


class _ScenarioReader:
    def __init__(self, texts: Texts, file: str) -> None:
        self.texts = texts
        self.file = file
        self.leads: Keyed = []

    def read(self, written: list[Part]) -> Scenario:
        read = [(self._situation(part), part.line) for part in written]
        keys = [(situation.key, line) for situation, line in read if situation]
        said = _("This scenario has two situations with the key “{key}”.")
        self._twice(keys, said)
        known = {key for key, _line in keys}
        for key, line in self.leads if len(keys) == len(read) else ():
            if key not in known:
                self._problem(line, _("No situation has the key “{key}”.").format(key=key))
        return Scenario(tuple(situation for situation, _line in read if situation))

    def _problem(self, line: int, message: str) -> None:
        self.texts.problems.add(self.file, line, message)

    def _twice(self, keys: Keyed, said: str) -> None:
        """Name every key that several have, wherever it stands."""
        times = Counter(key for key, _line in keys)
        for key, line in keys:
            if times[key] > 1:
                self._problem(line, said.format(key=key))

    def _situation(self, part: Part) -> Situation | None:
        told, *written = parts(part.below(), CHOICE)
        read = [(self._choice(each), each.line) for each in written]
        said = _("This situation has two choices with the key “{key}”.")
        self._twice([(choice.key, line) for choice, line in read if choice], said)
        found = SITUATION_HEADER.fullmatch(part.lines[0])
        title = plain_line(found[2]) if found else ""
        if not found or not title:
            self._problem(part.line, _("A situation begins “## Situation KEY: Title”."))
            return None
        if len(" ".join(found[2].split())) > LONGEST_TITLE:
            said = _("A title is at most {most} characters long.").format(most=LONGEST_TITLE)
            self._problem(part.line, said)
        text = self.texts.passage(told.text(), Place(self.file, told.line))
        if not text:
            self._problem(part.line, _("The situation says nothing: its text is missing."))
        return Situation(found[1], title, text, tuple(choice for choice, _line in read if choice))

    def _choice(self, part: Part) -> Choice | None:
        found = CHOICE_HEADER.fullmatch(part.lines[0])
        text, consequence = self._held(part.below())
        if not found:
            self._problem(part.line, _("A choice begins “### Choice KEY -> KEY”."))
            return None
        if not text:
            said = _("The choice “{key}” says nothing.").format(key=found[1])
            self._problem(part.line, said)
        self.leads.append((found[2], part.line))
        return Choice(found[1], text, consequence, found[2])

    def _held(self, part: Part) -> tuple[str, str]:
        """What the choice says, gathered from its lines, and after it, with >, what comes of it."""
        numbered = list(enumerate(part.lines, part.line))
        said = [(line, text) for line, text in numbered if text.strip()]
        told = next(
            (line for line, text in said if text.startswith(">")), part.line + len(numbered)
        )
        for line, text in said:
            if line > told and not text.startswith(">"):
                self._problem(line, _("This belongs to no choice: begin it with >."))
        own = _between(numbered, part.line, told)
        first = next((line for line, text in said if line < told), part.line)
        quoted = [text[1:].removeprefix(" ") for line, text in numbered if line >= told]
        return (
            self.texts.phrase(" ".join(own), Place(self.file, first)),
            self.texts.passage("\n".join(quoted), Place(self.file, told)),
        )


def _between(numbered: Iterable[tuple[int, str]], first: int, end: int) -> list[str]:
    """The words of these lines; blank ones say nothing."""
    return [text.strip() for line, text in numbered if first <= line < end and text.strip()]
