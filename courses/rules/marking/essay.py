"""Essay: written at length, marked by a person with a rubric. Pure: no database, no clock.

Definition `{"rubric": {criterion: most points}, "words": most words}`, response `{"text": …}`.
"""

from collections.abc import Sequence
from decimal import Decimal

from courses.rules.marking.kinds import (
    WHOLE,
    ChoiceStored,
    Definition,
    Fault,
    Kind,
    Marked,
    Parts,
    Posted,
    Response,
    Stored,
    exact,
    last_of,
    mapping,
    text_in,
)
from courses.rules.scores import NOTHING


def compose(stored: Stored, choices: Sequence[ChoiceStored]) -> dict[str, object]:
    """The choices are the criteria, in their order; how many points each has is stored."""
    points = mapping(stored.get("rubric"))
    keys = [choice.key for choice in choices]
    stray = sorted({*points} ^ {*keys})
    return {
        **stored,
        "rubric": {key: points[key] for key in keys if key in points},
        **({"stray": stray} if stray else {}),
    }


def rubric_of(definition: Definition) -> dict[str, Decimal]:
    """The most points that each criterion brings; ValueError for what is no number."""
    points = mapping(definition.get("rubric"))
    return {str(key): exact(most) for key, most in points.items()}


def mark(definition: Definition, response: Response) -> Marked:
    """Nothing yet: only a person can tell."""
    return Marked(score=NOTHING, right=None)


def read(definition: Definition, posted: Posted) -> dict[str, object] | None:
    """What was written, line ends as one character; blanks alone are leaving it open."""
    text = last_of(posted, WHOLE)
    return {"text": text} if text else None


def fill(definition: Definition, response: Response) -> Parts:
    text = text_in(response, "text")
    return {WHOLE: (text,)} if text else {}


def offers(definition: Definition) -> Parts:
    return {}


def right_response(definition: Definition) -> None:
    return None


def faults(definition: Definition) -> tuple[Fault, ...]:
    """Needs a rubric: criteria, each with points to be had."""
    found = set()
    try:
        rubric = rubric_of(definition)
    except ValueError:
        return (Fault.BAD_NUMBER,)
    if not rubric:
        found.add(Fault.NO_RUBRIC)
    if any(most <= 0 for most in rubric.values()):
        found.add(Fault.BAD_NUMBER)
    words = definition.get("words", 1)
    if not isinstance(words, int) or isinstance(words, bool) or words < 1:
        found.add(Fault.BAD_NUMBER)
    if definition.get("stray"):
        found.add(Fault.UNKNOWN_KEY)
    return tuple(sorted(found))


KIND = Kind(
    compose=compose,
    mark=mark,
    read=read,
    fill=fill,
    offers=offers,
    right_response=right_response,
    faults=faults,
    by_hand=True,
)
