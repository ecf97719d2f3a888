"""The mail that tells coordinators whose address refuses what is sent: one a day at most."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from accounts.models import Appointment, Bounce, Grant, Mail, User
from accounts.rules.roles import Role, covers
from accounts.services.mail import Letter, Unwanted, lease
from accounts.services.organisation import institution_day

BOUNCES = "bounces"
TOLD_AT = time(8)  # in the institution's zone
TOLD = (Role.COORDINATOR, Role.ADMIN)


def owe_notices(person: User, *, now: datetime) -> None:
    """Owe a mail, for tomorrow morning, to whoever answers for the person's unit.

    Who is owed one already is told by that one. In the caller's transaction.
    """
    people = list(User.objects.select_for_update().filter(pk__in=_who_answers_for(person, now)))
    free = Q(claimed_at__isnull=True) | Q(claimed_at__lte=now - lease())
    owed = Mail.objects.waiting().filter(free, recipient__in=people, kind=BOUNCES)
    told = set(owed.values_list("recipient", flat=True))
    Mail.objects.bulk_create(
        Mail(recipient=one, kind=BOUNCES, created_at=now, not_before=_tomorrow(now))
        for one in people
        if one.pk not in told
    )


def _tomorrow(now: datetime) -> datetime:
    day = institution_day(now) + timedelta(days=1)
    return datetime.combine(day, TOLD_AT, ZoneInfo(settings.INSTITUTION_TIME_ZONE))


def _who_answers_for(person: User, now: datetime) -> list[int]:
    """The coordinators nearest above the person's units; where there are none, the admins."""
    today = institution_day(now)
    places = Appointment.objects.today(today).filter(person=person)
    paths = list(places.values_list("unit__path", flat=True))
    held = Grant.objects.standing().holding_on(today).filter(person__deactivated_at__isnull=True)
    grants = list(held.filter(role__in=TOLD).values_list("role", "person", "unit__path"))
    for role in TOLD:
        found: dict[int, set[int]] = defaultdict(set)  # how deep they stand → who
        for its, who, at in grants:
            if its == role and who != person.pk and any(covers(at, path) for path in paths):
                found[len(at)].add(who)
        if found:
            return sorted(found[max(found)])
    return []


def write_bounce_notices(mails: Iterable[Mail], *, now: datetime) -> dict[int, Letter | Unwanted]:
    """Whose addresses were marked since each mail was owed, in the recipient's units."""
    asked = list(mails)
    reach = _reach({mail.recipient_id for mail in asked}, now)
    marks = _marks_since(min(mail.created_at for mail in asked)) if asked else []
    places = _places({mark.person_id for mark in marks}, now)
    written: dict[int, Letter | Unwanted] = {}
    for mail in asked:
        mine = [
            mark
            for mark in marks
            if mark.recorded_at >= mail.created_at
            and any(
                covers(at, path)
                for at in reach[mail.recipient_id]
                for path in places[mark.person_id]
            )
        ]
        written[mail.pk] = _write(mail.recipient, mine)
    return written


def _reach(people: Iterable[int], now: datetime) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    held = Grant.objects.standing().holding_on(institution_day(now))
    rows = held.filter(person__in=list(people), role__in=TOLD)
    for person, path in rows.values_list("person", "unit__path"):
        found[person].append(path)
    return found


def _marks_since(moment: datetime) -> list[Bounce]:
    rows = Bounce.objects.standing().filter(
        permanent=True, recorded_at__gte=moment, address__iexact=F("person__email")
    )
    return list(rows.select_related("person").order_by("person__sort_name", "person", "id"))


def _places(people: Iterable[int], now: datetime) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = Appointment.objects.today(institution_day(now)).filter(person__in=list(people))
    for person, path in rows.values_list("person", "unit__path"):
        found[person].append(path)
    return found


def _write(person: User, marks: list[Bounce]) -> Letter | Unwanted:
    if person.deactivated_at:
        return Unwanted("deactivated")
    if not marks:
        return Unwanted("nothing bounced")
    of_each = {mark.person_id: mark for mark in marks}  # one line a person, the newest reason
    with translation.override(person.language or settings.LANGUAGE_CODE):
        count = len(of_each)
        words = ngettext(
            "%(n)d address does not take our mail", "%(n)d addresses do not take our mail", count
        )
        context = {
            "person": person,
            "marks": list(of_each.values()),
            "count": count,
            "subject": words % {"n": count},
            "people_url": f"{settings.SITE_URL}{reverse('reports:people')}",
            "institution_name": settings.INSTITUTION_NAME,
            "institution_office": settings.INSTITUTION_OFFICE,
        }
        return Letter(
            subject=words % {"n": count},
            text=render_to_string("emails/bounces/body.txt", context),
            html=render_to_string("emails/bounces/body.html", context),
        )
