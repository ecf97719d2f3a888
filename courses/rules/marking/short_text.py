"""Short text: typed, and compared with accepted patterns. Pure: no database, no clock.

Definition `{"accepted": [{"key", "pattern", "score"}], "case": false, "accents": false}`, response
`{"text": …}`. The best pattern that matches counts.
"""

from collections.abc import Sequence

from courses.rules.marking.kinds import (
    MOST,
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
    last_of,
    text_in,
)
from courses.rules.marking.patterns import (
    accepted_of,
    best,
    compose_accepted,
    example,
    pattern_faults,
)
from courses.rules.scores import FULL, NOTHING, held


def compose(stored: Stored, choices: Sequence[ChoiceStored]) -> dict[str, object]:
    """Every choice is a pattern, its weight the share of the score."""
    return {**stored, "accepted": compose_accepted(choices)}


def mark(definition: Definition, response: Response) -> Marked:
    """What the best pattern brings that the whole text matches; no text earns nothing."""
    found = best(definition, text_in(response, "text"))
    score = held(found.score) if found else NOTHING
    return Marked(
        score=score,
        right=score == FULL,
        chosen_keys=(found.key,) if found and found.key else (),
        right_keys=tuple(
            each.key for each in accepted_of(definition) if each.key and each.score >= MOST
        ),
    )


def read(definition: Definition, posted: Posted) -> dict[str, object] | None:
    """What was typed, without blanks around it."""
    text = last_of(posted, WHOLE)
    return {"text": text} if text else None


def fill(definition: Definition, response: Response) -> Parts:
    text = text_in(response, "text")
    return {WHOLE: (text,)} if text else {}


def offers(definition: Definition) -> Parts:
    return {}


def right_response(definition: Definition) -> dict[str, object] | None:
    text = example(definition)
    return {"text": text} if text else None


def faults(definition: Definition) -> tuple[Fault, ...]:
    """Needs a pattern that brings the full score."""
    return tuple(sorted(pattern_faults(definition)))


def canonical(stored: Stored) -> dict[str, object]:
    return {"case": False, "accents": False, **stored}


KIND = Kind(
    compose=compose,
    mark=mark,
    read=read,
    fill=fill,
    offers=offers,
    right_response=right_response,
    faults=faults,
    canonical=canonical,
)
