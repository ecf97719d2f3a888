"""The questions of a quiz, as they are written in its file."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from courses.interchange.package_texts import Texts
from courses.interchange.package_toml import KEY, to_decimal
from courses.rules.content import ChoiceContent, Place, QuestionContent
from courses.rules.marking import KINDS
from courses.rules.marking.multiple import ALL_OR_NOTHING, RULES

QUESTION = re.compile(r"## Question\b")
HEADER = re.compile(r"## Question (\S+) \(([^()]*)\)\s*")
CHOICE = re.compile(r"- \[([ xX])\](.*)")
MARKED = re.compile(r"\s+`([^`]+)`(?:\s+(.*))?")
POINTS = re.compile(r"([0-9]+(?:\.[0-9]+)?) points?")
WEIGHT = re.compile(r"\{weight (\S+)\}\s*")
FIXED = re.compile(r"(?:^|\s+)(?<!\\)\{fixed\}\s*$")
EXPLANATION = re.compile(r"### Explanation\s*")
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")


@dataclass(slots=True)
class Part:
    """Some lines of the file, and the number of the first."""

    line: int
    lines: list[str] = field(default_factory=list)

    def text(self) -> str:
        return "\n".join(self.lines)


def parts(lines: list[str], line: int, start: re.Pattern[str]) -> Iterator[Part]:
    """What comes before the first line that matches, then a part from each that does.

    A line within a code fence matches nothing.
    """
    part = Part(line)
    fence = ""
    for number, text in enumerate(lines, line):
        found = FENCE.match(text)
        if found and not fence:
            fence = found[1]
        elif fence and text.strip().startswith(fence):
            fence = ""
        elif not fence and start.match(text):
            yield part
            part = Part(number)
        part.lines.append(text)
    yield part


class QuizReader:
    """Reads introduction and questions; what cannot be read is named with its line."""

    def __init__(self, texts: Texts, file: str) -> None:
        self.texts = texts
        self.file = file

    def read(self, body: str, line: int) -> tuple[str, tuple[QuestionContent, ...]]:
        introduction, *written = parts(body.split("\n"), line, QUESTION)
        intro = self.texts.passage(introduction.text(), self._place(introduction))
        questions = [question for part in written if (question := self._question(part))]
        keys = [question.key for question in questions]
        for question in questions:
            if keys.count(question.key) > 1 and question.place:
                self._problem(
                    question.place.line,
                    _("This quiz has two questions with the key “{key}”.").format(key=question.key),
                )
        return intro, tuple(questions)

    def _place(self, part: Part) -> Place:
        return Place(self.file, part.line)

    def _problem(self, line: int, message: str) -> None:
        self.texts.problems.add(self.file, line, message)

    def _question(self, part: Part) -> QuestionContent | None:
        question = self._header(part)
        if question is None:
            return None
        asked, *explained = parts(part.lines[1:], part.line + 1, EXPLANATION)
        prompt, *choices = parts(asked.lines, asked.line, CHOICE)
        if not prompt.text().strip():
            self._problem(part.line, _("The question asks nothing: its prompt is missing."))
        explanation = ""
        if explained:
            told = Part(explained[0].line + 1, explained[0].lines[1:])
            explanation = self.texts.passage(told.text(), self._place(told))
        weighted = question.kind == "single" or question.definition.get("rule") == "weights"
        read = [self._choice(choice, question.kind, weighted) for choice in choices]
        if question.kind == "true_false" and {it.key for it in read if it} != {"true", "false"}:
            self._problem(part.line, _("The choices of a true_false have the keys true and false."))
        return replace(
            question,
            prompt=self.texts.passage(prompt.text(), self._place(prompt)),
            explanation=explanation,
            choices=self._each_once(choices, [choice for choice in read if choice]),
        )

    def _header(self, part: Part) -> QuestionContent | None:
        found = HEADER.fullmatch(part.lines[0])
        options = [option.strip() for option in found[2].split(",")] if found else []
        if not found or not KEY.fullmatch(found[1]) or options[0] not in KINDS:
            self._problem(
                part.line,
                _(
                    "A question begins “## Question KEY (KIND, 1 point)”; the kinds are {kinds}."
                ).format(kinds=", ".join(KINDS)),
            )
            return None
        kind, points, definition = options[0], Decimal(1), {}
        if kind == "multiple":
            definition["rule"] = ALL_OR_NOTHING
        for option in options[1:]:
            if (number := POINTS.fullmatch(option)) and Decimal(number[1]) < 10000:
                points = Decimal(number[1])
            elif kind == "multiple" and option in RULES:
                definition["rule"] = option
            else:
                self._problem(part.line, _("“{option}” is not known here.").format(option=option))
        return QuestionContent(
            key=found[1],
            kind=kind,
            prompt="",
            points=points.quantize(Decimal("0.01")),
            definition=definition,
            place=self._place(part),
        )

    def _choice(self, part: Part, kind: str, weighted: bool) -> ChoiceContent | None:
        found = CHOICE.fullmatch(part.lines[0])
        marked = MARKED.fullmatch(found[2]) if found else None
        if not found or not marked or not KEY.fullmatch(marked[1]):
            self._problem(part.line, _("A choice is written “- [ ] `key` Text”."))
            return None
        key, text, right = marked[1], marked[2] or "", found[1] in "xX"
        text, feedback = self._held(part, text)
        weight = Decimal(right)
        if stated := WEIGHT.match(text):
            text = text[stated.end() :]
            weight = self._weight(part.line, stated[1], right and kind == "single", weighted)
        fixed = FIXED.search(text)
        text = text[: fixed.start()] if fixed else text
        phrase = self.texts.phrase(text.strip(), self._place(part))
        if not phrase:
            self._problem(part.line, _("The choice “{key}” says nothing.").format(key=key))
        return ChoiceContent(key, phrase, feedback, weight, fixed is not None)

    def _weight(self, line: int, stated: str, whole: bool, weighted: bool) -> Decimal:
        number = to_decimal(stated)
        if not weighted or whole:
            self._problem(
                line,
                _("Only the wrong choices of a single, and multiple by weights, have weights."),
            )
        elif number is None or not -1 <= number <= 1:
            self._problem(line, _("A weight is a number from -1 to 1."))
        else:
            return number.quantize(Decimal("0.0001"))
        return Decimal(0)

    def _held(self, part: Part, text: str) -> tuple[str, str]:
        """The choice's text, gathered from its lines, and its feedback."""
        told: list[str] = []
        first = 0
        for number, written in enumerate(part.lines[1:], part.line + 1):
            inner = written.lstrip()
            if inner.startswith(">"):
                first = first or number
                told.append(inner[1:].removeprefix(" "))
            elif not inner:
                told += [""] if told else []
            elif told or not written.startswith("  "):
                self._problem(
                    number, _("This belongs to no choice: indent it, or begin it with >.")
                )
            else:
                text = f"{text} {inner}"
        feedback = self.texts.passage("\n".join(told), Place(self.file, first or part.line))
        return text, feedback

    def _each_once(
        self, written: list[Part], choices: list[ChoiceContent]
    ) -> tuple[ChoiceContent, ...]:
        keys = [choice.key for choice in choices]
        for key in dict.fromkeys(key for key in keys if keys.count(key) > 1):
            self._problem(
                written[0].line,
                _("This question has two choices with the key “{key}”.").format(key=key),
            )
        return tuple(choices)
