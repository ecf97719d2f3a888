"""What a draft's quiz draws from banks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from json import dumps

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.audit import record
from courses.models import Activity, Bank, Deed, Draw, DrawQuestion, Edition
from courses.rules.content import ActivityContent
from courses.rules.files_shown import texts_drawn
from courses.services.activity_rows import activity_of, held_draft, read_activity
from courses.services.banks import pool_of, set_pool
from courses.services.draft_history import note, of_activity
from courses.services.edition_files import bring_files


@dataclass(frozen=True, slots=True)
class DrawAsked:
    """So many questions of a bank, by a tag or of all, each weighing so many points."""

    bank: Bank
    tag: str
    count: int
    points: Decimal


def banks_for(draft: Edition) -> list[Bank]:
    """The banks that its quizzes may draw from: of the course's unit, in the draft's language."""
    banks = Bank.objects.filter(unit=draft.course.unit_id, language=draft.language)
    return list(banks.order_by("name"))


@transaction.atomic
def set_draws(
    draft: Edition,
    quiz: str,
    asked: Sequence[DrawAsked],
    *,
    edited: str,
    now: datetime,
    by: User,
) -> None:
    """Let the quiz draw just this, from the banks' questions as they stand now.

    `edited` is the token of what it drew when the writer began; where somebody changed that
    since, nothing is written ("stale").
    A draw that stays as it was keeps the wording it has: `renew_draws` brings it up to date.
    """
    draft = held_draft(draft)
    row = activity_of(draft, quiz)
    before = read_activity(row)
    if draws_token(before) != edited:
        raise ValidationError(
            _("Somebody else changed what this quiz draws while you were writing."), code="stale"
        )
    kept = {(it.bank_id, it.tag): it for it in Draw.objects.filter(activity=row)}
    pools = {
        key: list(DrawQuestion.objects.filter(draw=it).values_list("question", flat=True))
        for key, it in kept.items()
    }
    DrawQuestion.objects.filter(draw__activity=row).delete()
    Draw.objects.filter(activity=row).delete()
    for position, said in enumerate(asked, 1):
        _draw(row, position, said, pools.get((said.bank.pk, said.tag)))
    after = read_activity(row)
    bring_files(draft, texts_drawn(after), now=now, by=by, own=True)
    if replace(after, questions=()) != replace(before, questions=()):
        note(draft, of_activity(after), Deed.SAVED, now=now, by=by, before=of_activity(before))


def _draw(row: Activity, position: int, said: DrawAsked, pool: list[int] | None) -> None:
    draw = Draw.objects.create(
        activity=row,
        bank=said.bank,
        position=position,
        tag=said.tag,
        count=said.count,
        points=said.points,
    )
    if pool is None:
        set_pool(draw, pool_of(said.bank, said.tag))
    else:
        DrawQuestion.objects.bulk_create(DrawQuestion(draw=draw, question_id=it) for it in pool)


@transaction.atomic
def renew_draws(draft: Edition, *, now: datetime, by: User) -> int:
    """Let every draw of a draft take the bank's questions as they stand now; how many changed.

    Published editions are refused: they keep the wording they were published with.
    """
    draft = held_draft(draft)
    changed = 0
    for row in Activity.objects.filter(edition=draft, draws__isnull=False).distinct():
        row.edition = draft
        before = read_activity(row)
        renewed = sum(_renew(draw) for draw in Draw.objects.filter(activity=row))
        if renewed:
            after = read_activity(row)
            bring_files(draft, texts_drawn(after), now=now, by=by, own=True)
            note(draft, of_activity(after), Deed.SAVED, now=now, by=by, before=of_activity(before))
            changed += renewed
    if changed:
        record(by, "courses.draws.renewed", f"edition:{draft.pk}", at=now, after={"draws": changed})
    return changed


def _renew(draw: Draw) -> bool:
    """Whether the bank has something else to draw from by now; then that is drawn from."""
    pool = pool_of(draw.bank, draw.tag)
    held = set(draw.pool.values_list("question", flat=True))
    if held == {row.pk for row in pool}:
        return False
    set_pool(draw, pool)
    return True


def draws_token(activity: ActivityContent) -> str:
    """What tells whether somebody changed what the quiz draws meanwhile."""
    said = [(it.bank, it.tag, it.count, str(it.points)) for it in activity.draws]
    return sha256(dumps(said).encode()).hexdigest()
