"""An edition's rows as plain values, and plain values as the rows of a draft.

Reading and writing are each other's inverse: what is written reads back equal.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from courses.models import (
    Activity,
    Asset,
    Choice,
    Edition,
    EditionAsset,
    Module,
    Question,
)
from courses.rules.content import (
    ActivityContent,
    ChoiceContent,
    EditionContent,
    FileContent,
    ModuleContent,
    QuestionContent,
    Source,
)
from courses.rules.content_hash import activity_hash, edition_hash, question_hash
from courses.services.richtext import sanitise, sanitise_passage, sanitise_phrase

BATCH = 500


def refuse_published(edition: Edition) -> None:
    """A published edition is never edited or deleted (DOMAIN 2)."""
    if edition.is_published or edition.number is not None:
        raise ValidationError(
            _("This edition is published, and stays as it is. Edit the next draft."),
            code="published",
        )


def read_edition(edition: Edition) -> EditionContent:
    """Everything the edition says. Five queries, whatever its size."""
    questions = _questions(edition)
    activities: dict[int, list[ActivityContent]] = defaultdict(list)
    for activity in Activity.objects.filter(edition=edition).order_by("position", "id"):
        held = _activity(activity, tuple(questions[activity.pk]))
        activities[activity.module_id].append(held)
    modules = Module.objects.filter(edition=edition).order_by("position", "id")
    files = EditionAsset.objects.filter(edition=edition).order_by("name").select_related("asset")
    return EditionContent(
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


def _questions(edition: Edition) -> dict[int, list[QuestionContent]]:
    choices: dict[int, list[ChoiceContent]] = defaultdict(list)
    rows = Choice.objects.filter(question__activity__edition=edition)
    for choice in rows.order_by("position", "id"):
        choices[choice.question_id].append(
            ChoiceContent(choice.key, choice.text, choice.feedback, choice.weight, choice.fixed)
        )
    questions: dict[int, list[QuestionContent]] = defaultdict(list)
    asked = Question.objects.filter(activity__edition=edition)
    for question in asked.order_by("position", "id"):
        held = QuestionContent(
            key=question.key,
            kind=question.kind,
            prompt=question.prompt,
            explanation=question.explanation,
            points=question.points,
            definition=question.definition,
            choices=tuple(choices[question.pk]),
        )
        questions[question.activity_id or 0].append(held)
    return questions


def _activity(activity: Activity, questions: tuple[QuestionContent, ...]) -> ActivityContent:
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
    )


@transaction.atomic
def write_draft(draft: Edition, content: EditionContent, assets: Mapping[str, Asset]) -> None:
    """Make the draft say exactly this; what it said before is gone. Twice is the same as once.

    `assets` are by their SHA-256; every file of the content must be among them.
    """
    refuse_published(draft)
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
        (_activity_row(draft, nth, *each) for nth, each in enumerate(held, 1)), BATCH
    )
    _write_questions(zip(activities, (said for _module, said in held), strict=True))


def empty_draft(draft: Edition) -> None:
    """Delete everything under a draft."""
    refuse_published(draft)
    Choice.objects.filter(question__activity__edition=draft).delete()
    Question.objects.filter(activity__edition=draft).delete()
    Activity.objects.filter(edition=draft).delete()
    Module.objects.filter(edition=draft).delete()
    EditionAsset.objects.filter(edition=draft).delete()


def _activity_row(draft: Edition, nth: int, module: Module, said: ActivityContent) -> Activity:
    whole = sanitise_passage if said.kind == "quiz" else sanitise
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
        settings=dict(said.settings),
        body=whole(said.body),
        content_hash=activity_hash(said),
    )


def _write_questions(held: Iterable[tuple[Activity, ActivityContent]]) -> None:
    asked = [
        (nth, activity, question)
        for activity, said in held
        for nth, question in enumerate(said.questions, 1)
    ]
    rows = Question.objects.bulk_create((_question_row(*each) for each in asked), BATCH)
    Choice.objects.bulk_create(
        (
            _choice_row(row, nth, choice)
            for row, (_nth, _quiz, said) in zip(rows, asked, strict=True)
            for nth, choice in enumerate(said.choices, 1)
        ),
        BATCH,
    )


def _question_row(nth: int, quiz: Activity, said: QuestionContent) -> Question:
    return Question(
        activity=quiz,
        key=said.key,
        position=nth,
        kind=said.kind,
        prompt=sanitise_passage(said.prompt),
        explanation=sanitise_passage(said.explanation),
        definition=dict(said.definition),
        points=said.points,
        content_hash=question_hash(said),
    )


def _choice_row(question: Question, nth: int, said: ChoiceContent) -> Choice:
    return Choice(
        question=question,
        key=said.key,
        position=nth,
        text=sanitise_phrase(said.text),
        feedback=sanitise_passage(said.feedback),
        weight=said.weight,
        fixed=said.fixed,
    )
