"""What of an attempt is told, and when: five items in four phases (DOMAIN 4).

Pure: no database, no clock.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from courses.rules.quiz_settings import FEEDBACK, Item, Phase
from learning.rules.attempts import TOLERANCE

RIGHT_AFTER = timedelta(minutes=2)

Told = frozenset[Item]
Matrix = Mapping[Phase, Told]

NOTHING: Told = frozenset()
EVERYTHING: Told = frozenset(Item)
HANDED_IN = (Phase.RIGHT_AFTER, Phase.LATER, Phase.AFTER_CLOSE)

# at_once: everything as soon as the attempt is handed in.
# practice: besides, whether a response is right and why, once it is saved.
# without_answers: how it went, question by question; the right answers never, so that the
#   questions can be asked again.
# score_only: the score, and nothing of the questions.
# after_close: what was chosen and the score; the rest when nobody can hand in any more.
# nothing: that it was handed in.
PRESETS: Mapping[str, Matrix] = {
    "at_once": dict.fromkeys(HANDED_IN, EVERYTHING),
    "practice": {
        Phase.DURING: frozenset({Item.CORRECTNESS, Item.EXPLANATION}),
        **dict.fromkeys(HANDED_IN, EVERYTHING),
    },
    "without_answers": dict.fromkeys(
        HANDED_IN, frozenset({Item.RESPONSE, Item.CORRECTNESS, Item.SCORE})
    ),
    "score_only": dict.fromkeys(HANDED_IN, frozenset({Item.SCORE})),
    "after_close": {
        Phase.RIGHT_AFTER: frozenset({Item.RESPONSE, Item.SCORE}),
        Phase.LATER: frozenset({Item.RESPONSE, Item.SCORE}),
        Phase.AFTER_CLOSE: EVERYTHING,
    },
    "nothing": {},
}
USUAL = FEEDBACK[0]


def matrix(said: object) -> Matrix:
    """What a quiz's settings mean: a preset's name, or {phase: [items]}; nothing said, the usual.

    ValueError for a name that is none.
    """
    if said is None:
        return PRESETS[USUAL]
    if isinstance(said, str) and said in PRESETS:
        return PRESETS[said]
    if isinstance(said, Mapping):
        return {Phase(name): frozenset(map(Item, items)) for name, items in said.items()}
    raise ValueError(f"no feedback of that name: {said!r}")


def phase(*, submitted_at: datetime | None, closes_at: datetime | None, now: datetime) -> Phase:
    """When in an attempt's life `now` is.

    Right after lasts two minutes from submission, its end outside; once nobody's responses are
    taken any more (closing, and the tolerance after it) it is after closing, however lately the
    attempt was handed in.
    """
    if submitted_at is None:
        return Phase.DURING
    if closes_at is not None and now >= closes_at + TOLERANCE:
        return Phase.AFTER_CLOSE
    return Phase.RIGHT_AFTER if now < submitted_at + RIGHT_AFTER else Phase.LATER


def told(feedback: Matrix, when: Phase) -> Told:
    """The items shown in this phase."""
    return feedback.get(when, NOTHING)


def more_at(
    feedback: Matrix, *, submitted_at: datetime, closes_at: datetime | None, now: datetime
) -> datetime | None:
    """The next instant from which more is told than now; None where nothing is added any more."""
    when = phase(submitted_at=submitted_at, closes_at=closes_at, now=now)
    shown = told(feedback, when)
    coming = [(submitted_at + RIGHT_AFTER, Phase.LATER)] if when == Phase.RIGHT_AFTER else []
    if closes_at is not None and when != Phase.AFTER_CLOSE:
        closed_at = closes_at + TOLERANCE
        coming = [each for each in coming if each[0] < closed_at]
        coming.append((closed_at, Phase.AFTER_CLOSE))
    return next((at for at, then in coming if told(feedback, then) - shown), None)
