"""What people answered in a survey of one edition: told in batches, and never of fewer than five.

Only responses of a batch are read. A count is the sum of what each batch tells by itself
(learning/rules/suppression.py), so no two days subtract to a smaller number (DOMAIN 8).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from accounts.models.user import folded
from courses.models import Activity, Edition, Kind
from courses.rules.survey import Asks, Item, Privacy, Survey, from_settings
from learning.models import SurveyResponse
from learning.rules.suppression import COMMENTS, Table, added, in_batches, protected, summed

DEFINITION = 1  # raise it whenever a number would come out differently

Answers = dict[str, list[str] | str]
Batch = list[Answers]


@dataclass(frozen=True, slots=True)
class OptionFigures:
    """An option, and how many of so many chose it; None where that is not told."""

    text: str
    count: int | None
    of: int


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """An item with what was answered: counts of its options, or comments in no order.

    `of`: the responses that the most is told of; of a comment, how many wrote one.
    """

    item: Item
    of: int
    options: tuple[OptionFigures, ...] = ()
    comments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SurveyFigures:
    """A survey of an edition: the responses released, and those that wait for their batch."""

    key: str
    title: str
    privacy: Privacy
    released: int
    waiting: int
    batches: int = 0
    items: tuple[ItemFigures, ...] = ()


@dataclass(frozen=True, slots=True)
class NamedResponse:
    """What one person answered, in an identified survey."""

    name: str
    answered_on: date
    answers: tuple[tuple[str, str], ...]  # prompt and words


def survey_of(edition: Edition, key: str) -> Activity | None:
    """The survey of the edition with this key; one query."""
    return Activity.objects.filter(edition=edition, kind=Kind.SURVEY, key=key).first()


def survey_figures(activity: Activity, *, batches: int | None = None) -> SurveyFigures:
    """Everything that may be told of it; one query, however many answered.

    Or what could be told once so many `batches` were released: one that is does not change, so
    that these are the figures of then.
    """
    survey = from_settings(activity.settings)
    rows = SurveyResponse.objects.filter(activity=activity).order_by("batch", "pk")
    if batches is not None:
        rows = rows.filter(batch__lte=batches)
    found: dict[int, Batch] = {}
    waiting = 0
    for number, answers in rows.values_list("batch", "answers").iterator():
        if number is None:
            waiting += 1
        else:
            found.setdefault(number, []).append(answers)
    return SurveyFigures(
        key=activity.key,
        title=activity.title,
        privacy=survey.privacy,
        released=sum(map(len, found.values())),
        waiting=waiting,
        batches=max(found, default=0),
        items=tuple(item_figures(item, list(found.values())) for item in survey.items),
    )


def item_figures(item: Item, batches: Sequence[Batch]) -> ItemFigures:
    """What is told of one item."""
    if item.asks == Asks.COMMENT:
        said = [answers[item.key] for batch in batches for answers in batch if item.key in answers]
        enough = sum(map(len, batches)) >= COMMENTS
        return ItemFigures(item, len(said), comments=in_no_order(said) if enough else ())
    if item.asks == Asks.SINGLE:
        found = told([single(item, batch) for batch in batches], len(item.options))
    else:
        alone = [[picked(option.key, item, batch) for batch in batches] for option in item.options]
        found = [count for days in alone for count in told(days, 1)]
    options = tuple(
        OptionFigures(option.text, count, of)
        for option, (count, of) in zip(item.options, found, strict=True)
    )
    return ItemFigures(item, max((option.of for option in options), default=0), options)


def in_no_order(said: Iterable[list[str] | str]) -> tuple[str, ...]:
    """By their words: in the order of the responses, the third comment on one item and the third on
    another would be one person's, and the last ones those of the last batch."""
    return tuple(sorted(map(str, said), key=lambda words: (folded(words), words)))


def single(item: Item, batch: Batch) -> Table:
    """Of one batch: how many chose each option, how many left it open, and how many there are."""
    chosen = [key for answers in batch for key in answers.get(item.key, [])]
    counts = [chosen.count(option.key) for option in item.options]
    return [[*counts, len(batch) - sum(counts), len(batch)]]


def picked(key: str, item: Item, batch: Batch) -> Table:
    """Of one batch: how many picked this option, how many did not, and how many there are."""
    count = sum(key in answers.get(item.key, []) for answers in batch)
    return [[count, len(batch) - count, len(batch)]]


def told(days: Sequence[Table], options: int) -> list[tuple[int | None, int]]:
    """Of each option how many chose it, if that may be told, and of how many responses."""
    worth = worth_telling(days)
    ready = [protected(batch) for batch in in_batches(worth) if batch is not None]
    if not ready:
        return [(None, 0)] * options
    of = summed(ready, [0], [len(ready[0][0]) - 1]) or 0
    return [(summed(ready, [0], [column]), of) for column in range(options)]


def worth_telling(days: Sequence[Table]) -> list[Table]:
    """The batches, each joined with those after it until some option of it may be told.

    Ten responses alone seldom can: told one by one, small batches would be hidden for ever.
    """
    found: list[Table] = []
    waiting: Table | None = None
    for day in days:
        waiting = day if waiting is None else added(waiting, day)
        if any(count is not None for count in protected(waiting)[0][:-2]):
            found.append(waiting)
            waiting = None
    return found


def named_responses(activity: Activity) -> list[NamedResponse]:
    """Who answered what, newest first; nothing of a survey that is not identified. One query."""
    survey = from_settings(activity.settings)
    if survey.privacy != Privacy.IDENTIFIED:
        return []
    rows = SurveyResponse.objects.filter(activity=activity).select_related("enrolment__person")
    return [
        NamedResponse(
            name=row.enrolment.person.display_name,
            answered_on=row.answered_on,
            answers=tuple(in_words(survey, row.answers)),
        )
        for row in rows.order_by("-answered_on", "enrolment__person__sort_name", "pk")
        if row.enrolment is not None
    ]


def in_words(survey: Survey, answers: Answers) -> Iterable[tuple[str, str]]:
    """Prompt and answer, item by item, without those left open."""
    for item in survey.items:
        answer = answers.get(item.key)
        if not answer:
            continue
        texts = {option.key: option.text for option in item.options}
        words = answer if isinstance(answer, str) else ", ".join(texts.get(it, it) for it in answer)
        yield item.prompt, words
