"""Which reminders go out: found, decided and written down together with their mail (DOMAIN 6).

Set-based: people by the thousand in one transaction, in a number of statements that does not
depend on how many they are.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from accounts.models.organisation import under_any
from accounts.services.set_based import among
from learning.models import Reminder, Requirement
from learning.rules.reminders import Because
from learning.services.deferred_reminders import asked_again, due_again
from learning.services.reminder_plans import (
    COLUMNS,
    WITH_PLACE,
    Candidate,
    LocalDays,
    Recipient,
    Running,
    candidates,
    running_rules,
)
from learning.services.reminder_recipients import Coordinators, Known, recipients_of
from learning.services.reminder_verdicts import Asked, Decided, settle
from lms.celery import wake

SEND = "tasks.mail.send_due_mail"
MOST = 25_000  # people, or rows that are not the learner's own, in one transaction

Rules = Mapping[int, Running]
Told = dict[tuple[int, int, Any], tuple[Candidate, tuple[int, ...]]]


def decide_reminders(*, now: datetime, of: Requirement | None = None) -> Decided:
    """Decide every reminder whose instant has come, or those of one requirement.

    What is sent or suppressed is decided for good; what is deferred, again from its `until` on.
    Any number of workers may run it at once, and any of them may die at any line: each takes
    other recipients, and what one transaction decides stands or falls with its mail.
    """
    total = batch = _decide_some(now=now, of=of)
    while batch.reminders and max(batch.people, batch.reminders) >= MOST:
        batch = _decide_some(now=now, of=of)
        total += batch
    return total


@transaction.atomic
def _decide_some(*, now: datetime, of: Requirement | None) -> Decided:
    """All kinds in one transaction: whoever is both learner and supervisor gets one mail."""
    running = running_rules(of)
    days = LocalDays.of(now)
    decided = (
        _decide_for_learners(_of_kind(running, Recipient.LEARNER), days)
        + _decide_for_others(running, days)
        + _decide_again(of, now=now)
    )
    if decided.mails:
        wake(SEND)
    return decided


def _decide_for_learners(running: Rules, days: LocalDays) -> Decided:
    """Lock people for whom something is to be decided; look again; decide; write all of it."""
    if not running:
        return Decided()
    found = candidates(running, days, zone_field="person__time_zone")
    people = _lock(User.objects.filter(pk__in=found.values("person")))
    if not people:
        return Decided()
    rows = found.filter(among("person", people)).values_list(*COLUMNS)
    each = (Candidate(*row) for row in rows)
    asked = [Asked(one, running[one.rule_id], one.person_id) for one in each]
    return settle(asked, Known.of(people, now=days.now), now=days.now)


def _decide_for_others(running: Rules, days: LocalDays) -> Decided:
    """The same for supervisors and coordinators.

    A reminder is decided for all whom it tells at once; where another worker holds one of
    them, the next round decides it.
    """
    coordinators = Coordinators.on(days.day)
    told: Told = {}
    for row in _others(running, days, coordinators):
        one = Candidate(*row)
        if whom := recipients_of(one, running[one.rule_id].recipient, coordinators):
            told[one.assignment_id, one.rule_id, one.anchor_on] = one, whom
    if not told:
        return Decided()
    people = _lock(User.objects.filter(pk__in={one for _, whom in told.values() for one in whom}))
    for key in _decided_meanwhile(told):
        told.pop(key, None)
    asked = [
        Asked(one, running[one.rule_id], recipient)
        for one, whom in told.values()
        if people.keys() >= set(whom)
        for recipient in whom
    ]
    return settle(asked, Known.of(people, now=days.now), now=days.now)


def _others(running: Rules, days: LocalDays, coordinators: Coordinators) -> list[tuple[Any, ...]]:
    """What is to be told to supervisors and coordinators, where there is one to tell."""
    found: list[tuple[Any, ...]] = []
    if those := _of_kind(running, Recipient.SUPERVISOR):
        found += (
            _placed(those, days, zone_field="place__supervisor__time_zone")
            .filter(
                place__supervisor__isnull=False,
                place__supervisor__deactivated_at__isnull=True,
                place__supervisor__is_test=False,
            )
            .values_list(*WITH_PLACE)[:MOST]
        )
    if those := _of_kind(running, Recipient.COORDINATOR):
        covered = under_any(sorted(coordinators.by_path), "place__unit__path")
        found += _placed(those, days).filter(covered).values_list(*WITH_PLACE)[:MOST]
    return found


def _placed(running: Rules, days: LocalDays, zone_field: str = "") -> "QuerySet[Any]":
    return candidates(running, days, zone_field=zone_field, place_on=days.day)


def _decided_meanwhile(told: Told) -> list[tuple[int, int, Any]]:
    """What another worker decided before these recipients were ours."""
    rows = Reminder.objects.filter(
        assignment__in={key[0] for key in told}, rule__in={key[1] for key in told}
    ).exclude(because=Because.RECIPIENT_CHANGED)
    return list(rows.values_list("assignment_id", "rule_id", "anchor_on"))


def _decide_again(of: Requirement | None, *, now: datetime) -> Decided:
    """Those that waited until now."""
    due = due_again(of, now=now)
    people = _lock(User.objects.filter(pk__in=due.values("recipient")))
    if not people:
        return Decided()
    asked = asked_again(due.filter(among("recipient", people)), now=now)
    return settle(asked, Known.of(people, now=now), now=now)


def _of_kind(running: Rules, recipient: str) -> Rules:
    return {pk: rule for pk, rule in running.items() if rule.recipient == recipient}


def _lock(people: QuerySet[User]) -> dict[int, str]:
    """Hold those whom nobody else holds; the zone that each chose, by their ids."""
    mine = people.order_by("pk").select_for_update(skip_locked=True, no_key=True, of=("self",))
    return dict(mine.values_list("pk", "time_zone")[:MOST])
