"""An edition's rows as plain values, and plain values as the rows of a draft.

Reading and writing are each other's inverse: what is written reads back equal.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from courses.models import (
    Activity,
    Asset,
    Bank,
    Choice,
    Draw,
    DrawQuestion,
    Edition,
    EditionAsset,
    Kind,
    Module,
    Question,
)
from courses.rules.content import (
    ActivityContent,
    DrawContent,
    EditionContent,
    FileContent,
    ModuleContent,
    QuestionContent,
    Source,
)
from courses.rules.content_hash import activity_hash, edition_hash
from courses.rules.files_shown import with_files_shown
from courses.services.banks import rows_saying, set_pool
from courses.services.question_rows import (
    BATCH,
    question_row,
    read_questions,
    tags_of,
    write_questions,
)
from courses.services.richtext import sanitise, sanitise_passage
from courses.services.scenarios import sanitised_settings
from courses.services.surveys import plain_settings

INTRODUCED = frozenset([Kind.QUIZ, Kind.SCENARIO, Kind.SURVEY])  # the body leads to what follows it


def refuse_published(edition: Edition) -> None:
    """A published edition is never edited or deleted (DOMAIN 2)."""
    if edition.is_published or edition.number is not None:
        raise ValidationError(
            _("This edition is published, and stays as it is. Edit the next draft."),
            code="published",
        )


def read_edition(edition: Edition) -> EditionContent:
    """Everything the edition says, in a few queries, whatever its size.

    Of a draft's files those that it shows: what was uploaded for it and not used yet is no part of
    its wording. A published edition's are all part of it.
    """
    questions = _questions(edition)
    draws = draws_by_activity(Draw.objects.filter(activity__edition=edition))
    activities: dict[int, list[ActivityContent]] = defaultdict(list)
    for activity in Activity.objects.filter(edition=edition).order_by("position", "id"):
        held = said_by(activity, tuple(questions[activity.pk]), tuple(draws.get(activity.pk, ())))
        activities[activity.module_id].append(held)
    modules = Module.objects.filter(edition=edition).order_by("position", "id")
    files = EditionAsset.objects.filter(edition=edition).order_by("name").select_related("asset")
    content = EditionContent(
        language=edition.language,
        title=edition.title,
        summary=edition.summary,
        hours=edition.hours,
        completion_rule=edition.completion_rule,
        sources={key: Source.from_json(value) for key, value in sorted(edition.sources.items())},
        modules=tuple(
            ModuleContent(module.key, module.title, module.summary, tuple(activities[module.pk]))
            for module in modules
        ),
        files=tuple(FileContent(file.name, file.asset.sha256) for file in files),
    )
    return content if edition.is_published else with_files_shown(content)


def _questions(edition: Edition) -> dict[int, list[QuestionContent]]:
    """The questions of each quiz, by its id, in order."""
    asked = Question.objects.filter(activity__edition=edition).order_by("position", "id")
    questions: dict[int, list[QuestionContent]] = defaultdict(list)
    for row, said in read_questions(asked):
        questions[row.activity_id or 0].append(said)
    return questions


def draws_by_activity(draws: QuerySet[Draw]) -> dict[int, list[DrawContent]]:
    """What these draws take, by their quiz's id, in order; one query where there are none."""
    rows = list(draws.select_related("bank"))
    if not rows:
        return {}
    pool = Question.objects.filter(drawn_by__draw__in=rows).distinct()
    said = read_questions(pool.order_by("key", "id"))
    tags = tags_of(row.bank_id for row in rows)
    ids: dict[int, set[int]] = defaultdict(set)
    for draw, question in DrawQuestion.objects.filter(draw__in=rows).values_list(
        "draw", "question"
    ):
        ids[draw].add(question)
    by_activity: dict[int, list[DrawContent]] = defaultdict(list)
    for row in rows:
        drawn = [
            replace(content, tags=tags.get((row.bank_id, content.key), ()))
            for question, content in said
            if question.pk in ids[row.pk]
        ]
        by_activity[row.activity_id].append(
            DrawContent(row.bank.name, row.count, row.tag, row.points, tuple(drawn))
        )
    return by_activity


def said_by(
    activity: Activity,
    questions: tuple[QuestionContent, ...],
    draws: tuple[DrawContent, ...],
) -> ActivityContent:
    """What the row says, with these questions and draws."""
    return ActivityContent(
        key=activity.key,
        kind=activity.kind,
        title=activity.title,
        body=activity.body,
        minutes=activity.minutes,
        required=activity.required,
        criterion=activity.criterion,
        pass_mark=activity.pass_mark,
        settings=activity.settings,
        questions=questions,
        draws=draws,
    )


@transaction.atomic
def write_draft(draft: Edition, content: EditionContent, assets: Mapping[str, Asset]) -> None:
    """Make the draft say exactly this; what it said before is gone. Twice is the same as once.

    `assets` are by their SHA-256; every file that the content shows must be among them.
    """
    refuse_published(draft)
    content = with_files_shown(content)
    empty_draft(draft)
    draft.title, draft.summary, draft.hours = content.title, content.summary, content.hours
    draft.completion_rule = dict(content.completion_rule)
    draft.sources = {key: source.as_json() for key, source in content.sources.items()}
    draft.content_hash = edition_hash(content)
    draft.save(
        update_fields=["title", "summary", "hours", "completion_rule", "sources", "content_hash"]
    )
    EditionAsset.objects.bulk_create(
        EditionAsset(edition=draft, asset=assets[file.sha256], name=file.name)
        for file in content.files
    )
    modules = Module.objects.bulk_create(
        Module(edition=draft, key=it.key, position=nth, title=it.title, summary=it.summary)
        for nth, it in enumerate(content.modules, 1)
    )
    held = [
        (module, activity)
        for module, said in zip(modules, content.modules, strict=True)
        for activity in said.activities
    ]
    activities = Activity.objects.bulk_create(
        (activity_row(draft, nth, *each) for nth, each in enumerate(held, 1)), BATCH
    )
    said = [activity for _module, activity in held]
    write_questions_of(zip(activities, said, strict=True))
    write_draws(draft, zip(activities, said, strict=True))


def empty_draft(draft: Edition) -> None:
    """Delete everything under a draft."""
    refuse_published(draft)
    DrawQuestion.objects.filter(draw__activity__edition=draft).delete()
    Draw.objects.filter(activity__edition=draft).delete()
    Choice.objects.filter(question__activity__edition=draft).delete()
    Question.objects.filter(activity__edition=draft).delete()
    Activity.objects.filter(edition=draft).delete()
    Module.objects.filter(edition=draft).delete()
    EditionAsset.objects.filter(edition=draft).delete()


# How the settings of a kind are stored, where they hold texts.
KEPT: Mapping[str, Callable[[Mapping[str, object]], dict[str, object]]] = {
    Kind.SCENARIO.value: sanitised_settings,
    Kind.SURVEY.value: plain_settings,
}


def activity_row(draft: Edition, nth: int, module: Module, said: ActivityContent) -> Activity:
    """A row that says this, cleaned, at this position. Not saved."""
    whole = sanitise_passage if said.kind in INTRODUCED else sanitise
    return Activity(
        edition=draft,
        module=module,
        key=said.key,
        position=nth,
        kind=said.kind,
        title=said.title,
        required=said.required,
        criterion=said.criterion,
        minutes=said.minutes,
        pass_mark=said.pass_mark,
        settings=KEPT.get(said.kind, dict)(said.settings),
        body=whole(said.body),
        content_hash=activity_hash(said),
    )


def write_questions_of(held: Iterable[tuple[Activity, ActivityContent]]) -> None:
    """The questions of each of these quizzes."""
    write_questions(
        (question_row(question, activity=activity, position=nth), question)
        for activity, said in held
        for nth, question in enumerate(said.questions, 1)
    )


def write_draws(draft: Edition, held: Iterable[tuple[Activity, ActivityContent]]) -> None:
    """The draws of each quiz, over rows of the bank that say just this; they must be there."""
    for activity, said in held:
        for nth, draw in enumerate(said.draws, 1):
            bank = _bank_of(draft, draw.bank)
            row = Draw.objects.create(
                activity=activity,
                bank=bank,
                position=nth,
                tag=draw.tag,
                count=draw.count,
                points=draw.points,
            )
            set_pool(row, rows_saying(bank, draw.questions))


def _bank_of(draft: Edition, name: str) -> Bank:
    """The bank that a draw names, of the course's unit, in the draft's language."""
    bank = Bank.objects.filter(unit=draft.course.unit_id, name=name, language=draft.language)
    if (found := bank.first()) is None:
        raise ValidationError(
            _("There is no bank “{name}” in this unit and language any more.").format(name=name),
            code="bank_gone",
        )
    return found
