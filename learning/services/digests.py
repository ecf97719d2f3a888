"""What a reminder mail has to say, as plain values, for a batch of mails at once.

The number of statements does not depend on how many mails or courses there are.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import FilteredRelation, Q

from accounts.models import Mail, User
from courses.models import Edition
from courses.services.outlines import Outline, outlines
from learning.models import Assignment, Enrolment, Reminder, ReminderRule
from learning.services.dates import today
from learning.services.explanations import Grounds, grounds
from learning.services.places import Place, place_in

Of = tuple[int, int]  # a person and a course


@dataclass(frozen=True, slots=True)
class Line:
    """One assignment in a mail; `rules` are those whose day has come, none for company only."""

    assignment: Assignment
    now: datetime
    grounds: Grounds
    rules: tuple[ReminderRule, ...] = ()
    outline: Outline | None = None
    place: Place | None = None

    @property
    def title(self) -> str:
        return self.outline.title if self.outline else self.assignment.version.title

    @property
    def course_key(self) -> str:
        return self.assignment.version.course.key

    @property
    def minutes(self) -> int:
        """What is left to do; 0 where nobody knows."""
        if self.place:
            return self.place.minutes_left
        return self.outline.minutes if self.outline else 0

    @property
    def left_off_at(self) -> str:
        """The activity that comes next, for somebody who has begun."""
        return self.place.next.title if self.place and self.place.outline.activities else ""

    @property
    def due_on(self) -> date | None:
        return self.assignment.due_on

    @property
    def days_left(self) -> int | None:
        """Whole days to the due day, in the institution's zone; below zero it is past."""
        return (self.due_on - today(self.now)).days if self.due_on else None

    @property
    def tone(self) -> str:
        """How loudly to say when it is due: late, due (soon) or soft."""
        if self.days_left is None or self.days_left > settings.DUE_SOON_DAYS:
            return "soft"
        return "late" if self.days_left < 0 else "due"

    @property
    def order(self) -> tuple[bool, date, int]:
        """What the mail is about first; then the earliest due."""
        return (not self.rules, self.due_on or date.max, self.assignment.pk)


@dataclass(frozen=True, slots=True)
class Digest:
    """One mail: whom it is for, what is due; or why nothing is left to be said."""

    person: User
    lines: tuple[Line, ...] = ()
    because: str = ""


def digests(mails: Iterable[Mail], *, now: datetime) -> dict[int, Digest]:
    """What each of these mails has to say at this moment, by their ids."""
    people = {mail.pk: mail.recipient for mail in mails}
    reminders = Reminder.objects.filter(mail__in=people).select_related("rule", "assignment")
    carried: dict[int, list[Reminder]] = defaultdict(list)
    for reminder in reminders.order_by("planned_at", "id"):
        carried[reminder.mail_id or 0].append(reminder)
    asked = _asked(person.pk for person in people.values())
    open_ones = [each for held in asked.values() for each in held]
    at_hand = _AtHand.of(open_ones, now=now)
    return {
        pk: _digest(person, carried[pk], asked.get(person.pk, []), at_hand)
        for pk, person in people.items()
    }


def _asked(people: Iterable[int]) -> dict[int, list[Assignment]]:
    """Everything open, by person."""
    held: dict[int, list[Assignment]] = defaultdict(list)
    rows = Assignment.objects.in_force().filter(
        person__in=list(people), version__course__retired_at__isnull=True
    )
    for assignment in rows.select_related("version__course").order_by("id"):
        held[assignment.person_id].append(assignment)
    return held


def _digest(
    person: User, reminders: list[Reminder], asked: list[Assignment], at_hand: "_AtHand"
) -> Digest:
    """Who has met, left or been spared everything that the mail is about gets none."""
    if person.deactivated_at:
        return Digest(person, because="leaver")
    rules: dict[int, tuple[ReminderRule, ...]] = {}
    for reminder in reminders:
        rules[reminder.assignment_id] = (*rules.get(reminder.assignment_id, ()), reminder.rule)
    wanted = [each for each in asked if _is_wanted(each, at_hand.now)]
    if not any(each.pk in rules for each in wanted):
        return Digest(person, because=_why_not(reminders, at_hand.now))
    lines = [at_hand.line(person, each, rules.get(each.pk, ())) for each in wanted]
    return Digest(person, tuple(sorted(lines, key=lambda line: line.order)))


def _is_wanted(assignment: Assignment, now: datetime) -> bool:
    waived = assignment.waived_until is not None and now < assignment.waived_until
    opens = assignment.scheduled_from
    return not waived and (opens is None or opens <= now)


def _why_not(reminders: list[Reminder], now: datetime) -> str:
    """Why the mail is not wanted any more, in the ledger's words."""
    for assignment in (reminder.assignment for reminder in reminders):
        if assignment.completed_at:
            return "completed"
        if assignment.waived_until and now < assignment.waived_until:
            return "waived"
    return "leaver"


@dataclass(frozen=True, slots=True)
class _AtHand:
    """What is known of the courses and of the people's places in them."""

    now: datetime
    places: dict[Of, Place]
    newest: dict[tuple[int, str], Outline]
    grounds: dict[int, Grounds]

    @classmethod
    def of(cls, asked: list[Assignment], *, now: datetime) -> "_AtHand":
        courses = {each.version.course_id for each in asked}
        editions = list(_newest_editions(courses))
        taken = _taken({each.person_id for each in asked}, courses)
        known = outlines(
            [(edition.pk, edition.content_hash) for edition in editions]
            + [(enrolment[0], enrolment[1]) for enrolment, _ in taken.values()]
        )
        return cls(
            now=now,
            places={of: place_in(known[found[0]], done) for of, (found, done) in taken.items()},
            newest={(one.course_id, one.language): known[one.pk] for one in editions},
            grounds=grounds(asked),
        )

    def line(self, person: User, asked: Assignment, rules: tuple[ReminderRule, ...]) -> Line:
        course = asked.version.course
        place = self.places.get((person.pk, course.pk))
        own = self.newest.get((course.pk, course.language))
        newest = self.newest.get((course.pk, person.language), own)
        return Line(
            assignment=asked,
            now=self.now,
            rules=rules,
            outline=place.outline if place else newest,
            place=place,
            grounds=self.grounds[asked.pk],
        )


def _newest_editions(courses: Iterable[int]) -> Iterable[Edition]:
    """Of each course and language the newest: later ones come later, and stand."""
    return Edition.objects.published().filter(course__in=courses).order_by("number")


def _taken(
    people: Iterable[int], courses: Iterable[int]
) -> dict[Of, tuple[tuple[int, str], dict[str, datetime]]]:
    """The open enrolments with what is done in them, by person and course; one query."""
    rows = (
        Enrolment.objects.open()
        .filter(person__in=people, course__in=courses)
        .annotate(step=FilteredRelation("progress", condition=Q(progress__met_at__isnull=False)))
        .values_list(
            *("person", "course", "edition", "edition__content_hash"),
            *("step__activity_key", "step__met_at"),
        )
    )
    taken: dict[Of, tuple[tuple[int, str], dict[str, datetime]]] = {}
    for person, course, edition, content_hash, key, at in rows:
        _, done = taken.setdefault((person, course), ((edition, content_hash), {}))
        if key:
            done[key] = at
    return taken
