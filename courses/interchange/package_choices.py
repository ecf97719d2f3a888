"""The choices of a question, whatever they are to it: picked, matched, accepted as typed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from django.utils.translation import gettext as _

from courses.interchange.package_lines import Part
from courses.interchange.package_texts import Texts
from courses.interchange.package_toml import KEY, to_decimal
from courses.rules.content import ChoiceContent, Place
from courses.rules.marking.cloze import TYPED
from courses.rules.marking.numeric import number, shortest
from courses.rules.marking.numeric import to_decimal as number_read
from courses.services.richtext import sanitise_phrase

CHOICE = re.compile(r"- \[([ xX])\](.*)")
MARKED = re.compile(r"\s+`([^`]+)`(?:\s+(.*))?")
FIXED = re.compile(r"(?:^|\s+)(?<!\\)\{fixed\}\s*$")
WEIGHT = re.compile(r"\{weight (\S+)\}\s*")
# What stands before a choice's text, by the kind of question that it belongs to.
STATED = {
    "matching": re.compile(rf"\{{with ({KEY.pattern})\}}\s*"),
    "cloze": re.compile(r"\{gap ([0-9]{1,3})\}\s*"),
    "essay": re.compile(r"\{([0-9]+(?:\.[0-9]+)?) points?\}\s*"),
}
NAMED = {"matching": "with", "cloze": "gap", "essay": "points"}
VALUE = re.compile(r"([^\s:]+)(?: ± ([^\s:%]+)(\s*%)?)?(?::\s+(.*))?")
CODE = re.compile(r"(`+)(.*?)\1")

TICKED = frozenset(["single", "multiple", "true_false", "short_text", "numeric", "cloze"])
WEIGHED = frozenset(["single", "short_text", "numeric", "cloze"])  # those that are not right
AS_BEFORE = frozenset(["single", "multiple", "true_false"])  # a brace may begin their texts


@dataclass(frozen=True, slots=True)
class ChoiceRead:
    """A choice, and what is stated with it that the question's definition holds."""

    choice: ChoiceContent
    stated: Mapping[str, str]


class ChoicesReader:
    """Reads the choices of one question; what cannot be read is named with its line."""

    def __init__(
        self,
        texts: Texts,
        file: str,
        kind: str,
        by_weight: bool,
        gaps: Mapping[str, Mapping[str, object]],
    ) -> None:
        self.texts = texts
        self.file = file
        self.kind = kind
        self.by_weight = by_weight
        self.gaps = gaps

    def read(self, written: list[Part], line: int) -> list[ChoiceRead]:
        """All of them, `line` being that of the question."""
        if written and self.kind == "stimulus":
            self._problem(written[0].line, _("A stimulus has no choices."))
            return []
        choices = [read for part in written if (read := self._choice(part))]
        keys = [read.choice.key for read in choices]
        for key in dict.fromkeys(key for key in keys if keys.count(key) > 1):
            said = _("This question has two choices with the key “{key}”.").format(key=key)
            self._problem(written[0].line, said)
        self._pairs(written, choices)
        if self.kind == "true_false" and {*keys} != {"true", "false"}:
            self._problem(line, _("The choices of a true_false have the keys true and false."))
        return choices

    def _pairs(self, written: list[Part], choices: list[ChoiceRead]) -> None:
        """A stem goes with an option: a choice that goes with none itself."""
        options = {read.choice.key for read in choices if "with" not in read.stated}
        for part, read in zip(written, choices, strict=False):
            if read.stated.get("with", "") not in {"", *options}:
                said = _("“{stated}”: no option of this question has that key.").format(
                    stated=f"{{with {read.stated['with']}}}"
                )
                self._problem(part.line, said)

    def _problem(self, line: int, message: str) -> None:
        self.texts.problems.add(self.file, line, message)

    def _choice(self, part: Part) -> ChoiceRead | None:
        found = CHOICE.fullmatch(part.lines[0])
        marked = MARKED.fullmatch(found[2]) if found else None
        if not found or not marked or not KEY.fullmatch(marked[1]):
            self._problem(part.line, _("A choice is written “- [ ] `key` Text”."))
            return None
        key, right = marked[1], found[1] in "xX"
        if right and self.kind not in TICKED:
            said = _("Nothing is ticked in a {kind}: write “- [ ]”.").format(kind=self.kind)
            self._problem(part.line, said)
        text, feedback = self._held(part, marked[2] or "")
        text, stated = self._stated(part.line, text)
        text, weight = self._weight(part.line, text, right)
        typed = self.kind == "short_text" or self._is_typed(stated)
        fixed = None if typed else FIXED.search(text)
        text = text[: fixed.start()] if fixed else text
        if self.kind == "numeric":
            text, stated = self._value(part.line, text)
        phrase = self._pattern(text) if typed else self._phrase(part, text)
        if not phrase and self.kind != "numeric":
            self._problem(part.line, _("The choice “{key}” says nothing.").format(key=key))
        return ChoiceRead(ChoiceContent(key, phrase, feedback, weight, fixed is not None), stated)

    def _phrase(self, part: Part, text: str) -> str:
        return self.texts.phrase(text.strip(), Place(self.file, part.line))

    def _pattern(self, text: str) -> str:
        """Letter for letter, in backticks or not: a star is no emphasis here."""
        found = CODE.fullmatch(text.strip())
        plain = found[2] if found else text
        return sanitise_phrase(escape(plain.strip(), quote=False))

    def _is_typed(self, stated: Mapping[str, str]) -> bool:
        return self.gaps.get(stated.get("gap", ""), {}).get("kind") == TYPED

    def _stated(self, line: int, text: str) -> tuple[str, dict[str, str]]:
        """The text without what is stated before it, and that by its name."""
        if self.kind not in STATED:
            return text, {}
        found = STATED[self.kind].match(text)
        if found:
            text = text[found.end() :]
        elif self.kind != "matching":
            self._problem(line, self._missing())
        stated = {NAMED[self.kind]: found[1]} if found else {}
        if stated.get("gap", "") not in {"", *self.gaps}:
            self._problem(line, _("“### Gaps” has no gap {gap}.").format(gap=stated["gap"]))
        return text, stated

    def _missing(self) -> str:
        if self.kind == "cloze":
            return _("A choice of a cloze says whose it is: “- [ ] `key` {gap 1} Text”.")
        return _("A criterion says what it brings: “- [ ] `key` {4 points} Text”.")

    def _weight(self, line: int, text: str, right: bool) -> tuple[str, Decimal]:
        """The text without its weight, and that; a text of later kinds begins with no brace."""
        found = WEIGHT.match(text)
        if not found:
            if text.startswith("{") and self.kind not in AS_BEFORE and text.strip() != "{fixed}":
                said = text.partition("}")[0] + "}"
                self._problem(line, _("“{option}” is not known here.").format(option=said))
            return text, Decimal(right)
        stated = to_decimal(found[1])
        if not (self.by_weight or (self.kind in WEIGHED and not right)):
            self._problem(
                line,
                _(
                    "Only multiple by weights, and what is not ticked in a single, short_text, "
                    "numeric or cloze, have weights."
                ),
            )
        elif stated is None or not -1 <= stated <= 1:
            self._problem(line, _("A weight is a number from -1 to 1."))
        else:
            return text[found.end() :], stated.quantize(Decimal("0.0001"))
        return text[found.end() :], Decimal(0)

    def _value(self, line: int, text: str) -> tuple[str, dict[str, str]]:
        """What may be said of a number, and the number with how far from it is near enough."""
        found = VALUE.fullmatch(text.strip())
        near = (found[2] or "0") if found else ""
        if not found or number(found[1]) is None or number(near) is None:
            said = _("A number is written “18”, “18 ± 0.5” or “18 ± 5 %”, then perhaps “: words”.")
            self._problem(line, said)
            return "", {}
        shifted = -2 if found[3] else 0
        stated = {
            "value": found[1],
            "tolerance": shortest(number_read(near), shifted=shifted),
        }
        return found[4] or "", stated | ({"relative": "yes"} if found[3] else {})

    def _held(self, part: Part, text: str) -> tuple[str, str]:
        """The choice's text, gathered from its lines, and its feedback."""
        told: list[str] = []
        first = 0
        for line, written in enumerate(part.lines[1:], part.line + 1):
            inner = written.lstrip()
            if inner.startswith(">"):
                first = first or line
                told.append(inner[1:].removeprefix(" "))
            elif not inner:
                told += [""] if told else []
            elif told or not written.startswith("  "):
                said = _("This belongs to no choice: indent it, or begin it with >.")
                self._problem(line, said)
            else:
                text = f"{text} {inner}"
        feedback = self.texts.passage("\n".join(told), Place(self.file, first or part.line))
        return text, feedback
