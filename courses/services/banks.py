"""Banks: pools of questions. What is asked from one is never edited: a new row, the next number."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from accounts.services.audit import record
from courses.models import Bank, Draw, DrawQuestion, Edition, Question, QuestionTag
from courses.rules.content import QuestionContent
from courses.rules.content_hash import question_hash
from courses.services.question_rows import question_row, write_questions


@dataclass(frozen=True, slots=True)
class Put:
    """The keys of questions that were new to the bank, worded anew, and there already."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()


def bank_for(unit: Unit, name: str, language: str, *, now: datetime) -> Bank:
    """The unit's bank of that name and language; made where there is none."""
    bank, _made = Bank.objects.get_or_create(
        unit=unit, name=name, language=language, defaults={"created_at": now}
    )
    return bank


@transaction.atomic
def make_bank(unit: Unit, name: str, language: str, *, now: datetime, by: User) -> Bank:
    """A new bank of the unit; a name that it has in this language is refused ("name_taken")."""
    Unit.objects.select_for_update().get(pk=unit.pk)
    _refuse_taken(unit, name, language)
    bank = Bank.objects.create(unit=unit, name=name, language=language, created_at=now)
    detail = {"name": name, "language": language, "unit": str(unit.uuid)}
    record(by, "courses.bank.made", f"bank:{bank.uuid}", at=now, after=detail)
    return bank


@transaction.atomic
def rename_bank(bank: Bank, name: str, *, now: datetime, by: User) -> None:
    """Call it by another name, under which course packages name it too. Twice is harmless.

    A name that another bank of its unit has in its language is refused ("name_taken").
    """
    Unit.objects.select_for_update().get(pk=bank.unit_id)
    bank = Bank.objects.select_for_update(of=("self",)).get(pk=bank.pk)
    if bank.name == name:
        return
    _refuse_taken(bank.unit, name, bank.language)
    before, bank.name = bank.name, name
    bank.save(update_fields=["name"])
    record(
        by,
        "courses.bank.renamed",
        f"bank:{bank.uuid}",
        at=now,
        before={"name": before},
        after={"name": name},
    )


def _refuse_taken(unit: Unit, name: str, language: str) -> None:
    if Bank.objects.filter(unit=unit, name=name, language=language).exists():
        raise ValidationError(
            _("This unit has a bank of that name in this language already."), code="name_taken"
        )


@transaction.atomic
def put_questions(
    bank: Bank, said: Sequence[QuestionContent], *, now: datetime, by: User | None
) -> Put:
    """Let the bank hold these questions, and their tags; others in it stay.

    A key that the bank knows gets the next number if it says something new; a retired one comes
    back that way. Twice is the same as once. Keys must differ among themselves.
    """
    Bank.objects.select_for_update().get(pk=bank.pk)
    newest = _newest(bank, [content.key for content in said])
    put = _sorted_out(newest, said)
    unchanged = set(put.unchanged)
    write_questions(
        (question_row(it, bank=bank, number=number, created_at=now, created_by=by), it)
        for it in said
        if it.key not in unchanged
        for number in [newest[it.key].number + 1 if it.key in newest else 1]
    )
    _put_tags(bank, said)
    if put.added or put.changed:
        detail = {"added": list(put.added), "changed": list(put.changed)}
        record(by, "courses.bank.questions_put", f"bank:{bank.uuid}", at=now, after=detail)
    return put


def plan_questions(bank: Bank, said: Sequence[QuestionContent]) -> Put:
    """What putting these questions into the bank would do today. Writes nothing."""
    return _sorted_out(_newest(bank, [content.key for content in said]), said)


def _sorted_out(newest: Mapping[str, Question], said: Iterable[QuestionContent]) -> Put:
    """Which of them are new, which say something new, and which are there as they are."""
    found: dict[str, list[str]] = {"added": [], "changed": [], "unchanged": []}
    for content in said:
        row = newest.get(content.key)
        stands = row and row.content_hash == question_hash(content) and row.retired_at is None
        found["unchanged" if stands else "changed" if row else "added"].append(content.key)
    return Put(**{name: tuple(keys) for name, keys in found.items()})


def _newest(bank: Bank, keys: list[str]) -> dict[str, Question]:
    """Of each of these keys the newest row; ValueError for a key named twice."""
    if len(set(keys)) < len(keys):
        raise ValueError("two questions with the same key")
    rows = Question.objects.filter(bank=bank, key__in=keys).order_by("number")
    return {row.key: row for row in rows}


def _put_tags(bank: Bank, said: Sequence[QuestionContent]) -> None:
    """The tags of these questions are just theirs."""
    wanted = {(content.key, name) for content in said for name in content.tags}
    held = QuestionTag.objects.filter(bank=bank, key__in=[content.key for content in said])
    gone = [tag.pk for tag in held if (tag.key, tag.name) not in wanted]
    QuestionTag.objects.filter(pk__in=gone).delete()
    QuestionTag.objects.bulk_create(
        (QuestionTag(bank=bank, key=key, name=name) for key, name in sorted(wanted)),
        ignore_conflicts=True,
    )


def rows_saying(bank: Bank, said: Iterable[QuestionContent]) -> list[Question]:
    """The bank's rows with just these wordings, the newest where several say the same."""
    wanted = {(content.key, question_hash(content)) for content in said}
    rows = Question.objects.filter(bank=bank, key__in=[key for key, _ in wanted])
    found = {
        (row.key, row.content_hash): row
        for row in rows.order_by("number")
        if (row.key, row.content_hash) in wanted
    }
    if missing := wanted - found.keys():
        raise LookupError(f"not in the bank {bank.name}: {sorted(key for key, _ in missing)}")
    return list(found.values())


def set_pool(draw: Draw, questions: Iterable[Question]) -> None:
    """Let a draft's draw take from just these rows."""
    DrawQuestion.objects.filter(draw=draw).delete()
    DrawQuestion.objects.bulk_create(
        DrawQuestion(draw=draw, question=question) for question in questions
    )


def pool_of(bank: Bank, tag: str) -> list[Question]:
    """What a draw by this tag would take from today, with the cases that its questions share."""
    newest = list(Question.objects.newest_of(bank).order_by("key"))
    if not tag:
        return newest
    tagged = set(QuestionTag.objects.filter(bank=bank, name=tag).values_list("key", flat=True))
    shared = {row.stimulus for row in newest if row.key in tagged and row.stimulus}
    return [row for row in newest if row.key in tagged | shared]


def newer_than_drawn(edition: Edition) -> list[tuple[Draw, Question, int]]:
    """Questions an edition may draw of which the bank has a newer number: draw, row, newest."""
    rows = DrawQuestion.objects.filter(draw__activity__edition=edition).select_related(
        "draw__bank", "question"
    )
    held = list(rows)
    newest: dict[tuple[int | None, str], int] = {}
    wanted = Q(pk__in=[])
    for row in held:
        wanted |= Q(bank=row.draw.bank_id, key=row.question.key)
    for bank, key, number in (
        Question.objects.filter(wanted).order_by("number").values_list("bank", "key", "number")
    ):
        newest[bank, key] = number
    return [
        (row.draw, row.question, newest[row.draw.bank_id, row.question.key])
        for row in held
        if newest[row.draw.bank_id, row.question.key] > row.question.number
    ]
