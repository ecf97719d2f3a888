"""What the front matter of a quiz allows, shows and counts; what is the usual is left out."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from courses.interchange.package_texts import Texts
from courses.interchange.package_toml import Table
from courses.rules.quiz_settings import AT_EXPIRY, FEEDBACK, KEEP, MARKERS, Item, Phase

NUMBERS = ("attempts", "delay_minutes", "time_limit_minutes", "grace_minutes")
FLAGS = ("shuffle", "shuffle_questions", "one_at_a_time")
WORDS = {"at_expiry": AT_EXPIRY, "keep": KEEP}

# What a translation states of a setting that its original has and it has not.
ABSENT: Mapping[str, object] = {
    **dict.fromkeys(NUMBERS, 0),
    **dict.fromkeys(FLAGS, False),
    **{key: values[0] for key, values in WORDS.items()},
    **dict.fromkeys(("opens_at", "closes_at"), ""),
    "markers": MARKERS[0],
    "feedback": FEEDBACK[0],
}


def read_quiz_settings(table: Table, texts: Texts) -> dict[str, object]:
    """The settings as a row holds them; whatever is mistaken is named."""
    settings: dict[str, object] = {}
    for key in NUMBERS:
        settings[key] = table.whole(key, 0)
    for key in FLAGS:
        settings[key] = table.flag(key, False)
    for key, values in WORDS.items():
        settings[key] = table.one_of(key, values, default=values[0])
    settings["markers"] = _markers(table)
    opens_at, closes_at = table.instant("opens_at"), table.instant("closes_at")
    if opens_at and closes_at and closes_at <= opens_at:
        table.problem("closes_at", _("“closes_at” should be later than “opens_at”."))
    settings["opens_at"] = opens_at.isoformat() if opens_at else ""
    settings["closes_at"] = closes_at.isoformat() if closes_at else ""
    settings["feedback"] = _feedback(table, closes_at)
    return {key: value for key, value in settings.items() if value != ABSENT[key]}


def _markers(table: Table) -> int:
    markers = table.whole("markers")
    if markers is None or markers in MARKERS:
        return markers or MARKERS[0]
    table.problem("markers", _("“markers” should be 1 or 2."))
    return MARKERS[0]


def _feedback(table: Table, closes_at: datetime | None) -> object:
    """A preset by its name, or {phase: [items]} in the order of the trade."""
    said = table.skip("feedback")
    if not isinstance(said, Mapping):
        said = table.one_of("feedback", FEEDBACK, default=FEEDBACK[0])
        waits = said == "after_close"
    else:
        said = _matrix(table, said)
        waits = Phase.AFTER_CLOSE in said
    if waits and closes_at is None:
        why = _("“feedback” waits for the quiz to close, and “closes_at” is missing.")
        table.problem("feedback", why)
    return said


def _matrix(table: Table, said: Mapping[str, object]) -> dict[str, list[str]]:
    """Each phase with its items, the empty ones left out; names that are none are named."""
    for name in said.keys() - set(Phase):
        table.problem("feedback", _("“{name}” is no phase of feedback.").format(name=name))
    matrix = {}
    for phase in Phase:
        items = said.get(phase, [])
        listed = items if isinstance(items, list) else [items]
        for item in listed:
            if item not in set(Item):
                table.problem("feedback", _("“{name}” is no item of feedback.").format(name=item))
        if known := [item.value for item in Item if item in listed]:
            matrix[phase.value] = known
    return matrix
