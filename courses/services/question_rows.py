"""Questions as plain values, and plain values as rows: of a quiz, of a bank, all alike."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import QuerySet

from courses.models import Choice, Question, QuestionTag
from courses.rules.content import ChoiceContent, QuestionContent
from courses.rules.content_hash import question_hash
from courses.services.richtext import sanitise_passage, sanitise_phrase

BATCH = 500


def read_questions(rows: QuerySet[Question]) -> list[tuple[Question, QuestionContent]]:
    """These rows, and what they say, in their order. Two queries; tags are left out."""
    choices: dict[int, list[ChoiceContent]] = defaultdict(list)
    for choice in Choice.objects.filter(question__in=rows.order_by()).order_by("position", "id"):
        choices[choice.question_id].append(
            ChoiceContent(choice.key, choice.text, choice.feedback, choice.weight, choice.fixed)
        )
    return [(row, _content(row, choices[row.pk])) for row in rows]


def _content(row: Question, choices: list[ChoiceContent]) -> QuestionContent:
    return QuestionContent(
        key=row.key,
        kind=row.kind,
        prompt=row.prompt,
        explanation=row.explanation,
        points=row.points,
        definition=row.definition,
        choices=tuple(choices),
        stimulus=row.stimulus,
        hints=tuple(row.hints),
    )


def tags_of(bank_ids: Iterable[int]) -> dict[tuple[int, str], tuple[str, ...]]:
    """The tags of each question of these banks, by bank and key, in order. One query."""
    found: dict[tuple[int, str], list[str]] = defaultdict(list)
    for tag in QuestionTag.objects.filter(bank__in=set(bank_ids)).order_by("name"):
        found[tag.bank_id, tag.key].append(tag.name)
    return {known: tuple(names) for known, names in found.items()}


def question_row(said: QuestionContent, **fields: object) -> Question:
    """A row that says this, cleaned; `fields` say whose it is. Not saved."""
    return Question(
        key=said.key,
        kind=said.kind,
        prompt=sanitise_passage(said.prompt),
        explanation=sanitise_passage(said.explanation),
        definition=dict(said.definition),
        stimulus=said.stimulus,
        hints=[sanitise_passage(hint) for hint in said.hints],
        points=said.points,
        content_hash=question_hash(said),
        **fields,
    )


def write_questions(said: Iterable[tuple[Question, QuestionContent]]) -> list[Question]:
    """Save these rows with their choices; as many statements as there are batches."""
    pairs = list(said)
    rows = Question.objects.bulk_create((row for row, _ in pairs), BATCH)
    Choice.objects.bulk_create(
        (
            choice_row(row, nth, choice)
            for row, (_, content) in zip(rows, pairs, strict=True)
            for nth, choice in enumerate(content.choices, 1)
        ),
        BATCH,
    )
    return rows


def choice_row(question: Question, nth: int, said: ChoiceContent) -> Choice:
    return Choice(
        question=question,
        key=said.key,
        position=nth,
        text=sanitise_phrase(said.text),
        feedback=sanitise_passage(said.feedback),
        weight=said.weight,
        fixed=said.fixed,
    )
