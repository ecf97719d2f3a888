"""Questions as they are written in a quiz's file, or in a bank's: reading gives the same back."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from html import unescape

from courses.interchange.markdown_reader import to_passage
from courses.interchange.markdown_writer import to_markdown, to_markdown_line
from courses.interchange.package_question import ACCENTS, CASE, FLAGS
from courses.rules.content import ChoiceContent, QuestionContent
from courses.rules.content_hash import plain
from courses.rules.marking import scored
from courses.rules.marking.cloze import TYPED, gaps_of
from courses.rules.marking.kinds import listed, mapping
from courses.rules.marking.numeric import number, shortest, to_decimal

Names = Callable[[str], str]  # from the address of a picture to its name
ESCAPED_GAP = re.compile(r"\\\[\\\[([0-9]{1,3})\\\]\\\]")
NOT_PLAIN = re.compile(r"[`{}]")  # what a pattern is not written without backticks for
BACKTICKS = re.compile("`+")


def write_questions(questions: Iterable[QuestionContent], name_of: Names) -> str:
    """One after another, with a blank line between."""
    return "\n".join(f"{write_question(question, name_of)}\n" for question in questions)


def write_question(question: QuestionContent, name_of: Names) -> str:
    choices = _Choices(question, name_of)
    parts = [
        f"## Question {question.key} ({', '.join(_options(question))})",
        _prompt(question, name_of),
        "\n".join(choices.write(choice) for choice in question.choices),
    ]
    if gaps := "\n".join(_gaps(question)):
        parts += ["### Gaps", gaps]
    if units := "\n".join(_units(question)):
        parts += ["### Units", units]
    for hint in question.hints:
        parts += ["### Hint", to_markdown(hint, name_of)]
    if question.explanation:
        parts += ["### Explanation", to_markdown(question.explanation, name_of)]
    if question.tags:
        parts += ["### Tags", "\n".join(f"- {tag}" for tag in question.tags)]
    return "\n\n".join(part for part in parts if part)


def _options(question: QuestionContent) -> Iterator[str]:
    """What stands in the brackets."""
    yield question.kind
    if question.points or scored(question.kind):
        yield f"{plain(question.points)} {_points(question.points)}"
    if question.kind == "multiple":
        yield str(question.definition.get("rule", "all_or_nothing"))
    for said, name in FLAGS.get(question.kind, {}).items():
        if question.definition.get(name) is True:
            yield said
    if question.kind == "essay" and "words" in question.definition:
        yield f"at most {question.definition['words']} words"
    if question.stimulus:
        yield f"about {question.stimulus}"


def _points(points: Decimal) -> str:
    return "point" if points == 1 else "points"


def _prompt(question: QuestionContent, name_of: Names) -> str:
    """A gap's mark without backslashes, where that reads the same."""
    written = to_markdown(question.prompt, name_of)
    if question.kind != "cloze":
        return written
    lighter = ESCAPED_GAP.sub(r"[[\1]]", written)
    return lighter if to_passage(lighter) == to_passage(written) else written


def _gaps(question: QuestionContent) -> Iterator[str]:
    if question.kind != "cloze":
        return
    for name, gap in gaps_of(question.definition).items():
        said = [f"- {name} {gap.get('kind')}"]
        said += [] if gap.get("weight") == "1" else [f"weight {gap.get('weight')}"]
        said += [CASE] if gap.get("case") is True else []
        said += [ACCENTS] if gap.get("accents") is True else []
        yield ", ".join(said)


def _units(question: QuestionContent) -> Iterator[str]:
    """The smallest first: JSON in a database keeps no order."""
    units = mapping(question.definition.get("units")) if question.kind == "numeric" else {}
    for name in sorted(units, key=lambda name: (number(str(units[name])) or 0, name)):
        yield f"- {name} = {units[name]}"


class _Choices:
    """Writes the choices of one question."""

    def __init__(self, question: QuestionContent, name_of: Names) -> None:
        self.kind = question.kind
        self.definition = question.definition
        self.by_weight = question.definition.get("rule") == "weights"
        self.name_of = name_of
        gaps = gaps_of(question.definition) if question.kind == "cloze" else {}
        self.gap_of = {key: name for name, gap in gaps.items() for key in listed(gap, "choices")}
        self.typed = {name for name, gap in gaps.items() if gap.get("kind") == TYPED}

    def write(self, choice: ChoiceContent) -> str:
        right = choice.weight > 0 if self.by_weight else choice.weight == 1
        said = [f"- [{'x' if right else ' '}]", f"`{choice.key}`", *self._stated(choice)]
        if choice.weight != int(right):
            said.append(f"{{weight {plain(choice.weight)}}}")
        said += filter(None, [self._text(choice)])
        if choice.fixed and not self._is_typed(choice):
            said.append("{fixed}")
        written = [" ".join(said)]
        if choice.feedback:
            told = to_markdown(choice.feedback, self.name_of)
            written += [f"  > {line}" if line else "  >" for line in told.split("\n")]
        return "\n".join(written)

    def _stated(self, choice: ChoiceContent) -> Iterator[str]:
        """What the definition holds of this choice and stands before its text."""
        if choice.key in self.gap_of:
            yield f"{{gap {self.gap_of[choice.key]}}}"
        if self.kind == "matching" and choice.key in (pairs := self._held("pairs")):
            yield f"{{with {pairs[choice.key]}}}"
        if self.kind == "essay" and choice.key in (rubric := self._held("rubric")):
            points = rubric[choice.key]
            yield f"{{{points} {'point' if points == '1' else 'points'}}}"

    def _held(self, name: str) -> Mapping[str, object]:
        return mapping(self.definition.get(name))

    def _is_typed(self, choice: ChoiceContent) -> bool:
        return self.kind == "short_text" or self.gap_of.get(choice.key) in self.typed

    def _text(self, choice: ChoiceContent) -> str:
        if self._is_typed(choice):
            return _typed(unescape(choice.text))
        text = to_markdown_line(choice.text, self.name_of)
        if self.kind != "numeric":
            return text
        accepted = mapping(self._held("accepted").get(choice.key))
        return _number(accepted) + (f": {text}" if text else "")


def _typed(pattern: str) -> str:
    """A pattern letter for letter; in backticks where it holds what would be taken for more."""
    if not NOT_PLAIN.search(pattern):
        return pattern
    fence = "`" * (1 + max([0, *(len(run) for run in BACKTICKS.findall(pattern))]))
    pad = " " if pattern.startswith("`") or pattern.endswith("`") else ""
    return f"{fence}{pad}{pattern}{pad}{fence}"


def _number(accepted: Mapping[str, object]) -> str:
    """The value, and how far from it is near enough: `18 ± 0.5`, or `18 ± 5 %` of it."""
    value, tolerance = str(accepted.get("value", "")), str(accepted.get("tolerance", "0"))
    if accepted.get("relative") is True and number(tolerance) is not None:
        return f"{value} ± {shortest(to_decimal(tolerance), shifted=2)} %"
    return f"{value} ± {tolerance}" if tolerance != "0" else value
