"""What Concord knows of a question and other systems do not, written beside it in their formats.

GIFT has it in comments, `// [keys:a,b] [fixed:b]`; Moodle XML in an element of its own. Others look
past it; read again, the question is the same to the last key. docs/question-formats.md lists the
names.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation

from courses.interchange.package_toml import KEY
from courses.rules.content import ChoiceContent, QuestionContent

POINTS = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Extras:
    """What was written beside a question, by name; whatever makes no sense counts for nothing."""

    said: Mapping[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        return self.said.get(name, "")

    def listed(self, name: str) -> list[str]:
        return [part.strip() for part in self.text(name).split(",") if part.strip()]

    def keys(self, otherwise: Sequence[str]) -> list[str]:
        """The keys of the choices, if there are as many as choices; else those given."""
        keys = self.listed("keys")
        fits = len(keys) == len(otherwise) == len(set(keys)) and all(map(KEY.fullmatch, keys))
        return keys if fits else list(otherwise)

    def stated(self, name: str) -> dict[str, str]:
        """`a=1,b=2` as a mapping."""
        parts = (part.partition("=") for part in self.listed(name))
        return {key: value for key, _sign, value in parts}

    def points(self, otherwise: Decimal) -> Decimal:
        return points(self.text("points"), otherwise)


def points(text: str, otherwise: Decimal) -> Decimal:
    """What a question weighs, from 0 to 9999.99."""
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return otherwise
    return number.quantize(POINTS) if number.is_finite() and 0 <= number < 10_000 else otherwise


def with_extras(content: QuestionContent, extras: Extras) -> QuestionContent:
    """The question with what any kind may have: fixed choices, another order of them, a case."""
    fixed = set(extras.listed("fixed"))
    choices = tuple(replace(it, fixed=it.fixed or it.key in fixed) for it in content.choices)
    by_key = {choice.key: choice for choice in choices}
    order = extras.listed("order")
    if sorted(order) == sorted(by_key):
        choices = tuple(by_key[key] for key in order)
    case = extras.text("case")
    return replace(content, choices=choices, stimulus=case if KEY.fullmatch(case) else "")


def common_extras(
    content: QuestionContent, written: Sequence[ChoiceContent], otherwise: Sequence[str]
) -> dict[str, str]:
    """What any kind needs beside it; `written` are its choices as the format has them, `otherwise`
    the keys that reading would give them."""
    keys = [choice.key for choice in written]
    order = [choice.key for choice in content.choices]
    fixed = [choice.key for choice in content.choices if choice.fixed]
    said = {
        "keys": "" if keys == list(otherwise) else ",".join(keys),
        "order": "" if order == keys else ",".join(order),
        "fixed": ",".join(fixed),
        "case": content.stimulus,
    }
    return {name: text for name, text in said.items() if text}


BRACKET = re.compile(r"\[(\w+):((?:\\.|[^\[\]\\])*)\]")
ESCAPED = re.compile(r"\\([\\\[\]])")


def in_brackets(name: str, text: str) -> str:
    """`[name:text]` as a comment in GIFT has it."""
    escaped = re.sub(r"[\\\[\]]", lambda found: f"\\{found[0]}", " ".join(text.split()))
    return f"[{name}:{escaped}]"


def bracketed(comment: str) -> list[tuple[str, str]]:
    """Each `[name:text]` of a comment."""
    return [(found[1], ESCAPED.sub(r"\1", found[2]).strip()) for found in BRACKET.finditer(comment)]
