"""What a reminder mail has to say, as plain values, for a batch of mails at once.

The number of statements does not depend on how many mails or courses there are.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings
from django.db.models import FilteredRelation, Q

from accounts.models import Mail, User
from courses.models import Edition
from courses.services.outlines import Outline, outlines
from learning.models import Assignment, Enrolment, Reminder, ReminderRule
from learning.services.dates import today
from learning.services.explanations import Grounds, grounds
from learning.services.hours import Hours, hours_of, standing_hours
from learning.services.places import Place, place_in
from learning.services.reminder_plans import Recipient
from learning.services.shorter import minutes_of, modules_asked
from learning.services.team_digests import Group, Of, teams

Taken = tuple[int, int]  # a person and a course


@dataclass(frozen=True, slots=True)
class Line:
    """One assignment in a mail; `rules` are those whose day has come, none for company only."""

    assignment: Assignment
    now: datetime
    grounds: Grounds  # of company: none
    rules: tuple[ReminderRule, ...] = ()
    outline: Outline | None = None
    place: Place | None = None
    hours: Hours | None = None  # where hours are asked for, and no one course

    @property
    def title(self) -> str:
        return self.outline.title if self.outline else self.assignment.version.title

    @property
    def course_key(self) -> str:
        return self.assignment.course.key if self.assignment.course else ""

    @property
    def minutes(self) -> int:
        """What is left to do; 0 where nobody knows."""
        if self.place:
            return self.place.minutes_left
        return minutes_of(self.outline, modules_asked(self.assignment)) if self.outline else 0

    @property
    def left_off_at(self) -> str:
        """The activity that comes next, for somebody who has begun."""
        return self.place.next.title if self.place and self.place.outline.activities else ""

    @property
    def due_on(self) -> date | None:
        return self.assignment.due_on

    @property
    def completed_on(self) -> date | None:
        return self.assignment.completed_at and today(self.assignment.completed_at)

    @property
    def days_left(self) -> int | None:
        """Whole days to the due day, in the institution's zone; below zero it is past."""
        return (self.due_on - today(self.now)).days if self.due_on else None

    @property
    def tone(self) -> str:
        """How loudly to say when it is due: late, due (soon) or soft."""
        if self.completed_on or self.days_left is None or self.days_left > settings.DUE_SOON_DAYS:
            return "soft"
        return "late" if self.days_left < 0 else "due"

    @property
    def order(self) -> tuple[bool, date, int]:
        """What the mail is about first; then the earliest due."""
        return (not self.rules, self.due_on or date.max, self.assignment.pk)


@dataclass(frozen=True, slots=True)
class Digest:
    """One mail: whom it is for, what is due; or why nothing is left to be said.

    Of their own in `lines`; of their people, where they supervise or coordinate, in `teams`.
    """

    person: User
    lines: tuple[Line, ...] = ()
    because: str = ""
    teams: dict[str, tuple[Group, ...]] = field(default_factory=dict)
    rules: tuple[ReminderRule, ...] = ()  # whose day has come

    @property
    def kinds(self) -> list[str]:
        """What it speaks of, the person's own first."""
        own = [str(Recipient.LEARNER)] if self.lines else []
        return [*own, *(kind for kind in Recipient.values if self.teams.get(kind))]


def digests(mails: Iterable[Mail], *, now: datetime) -> dict[int, Digest]:
    """What each of these mails has to say at this moment, by their ids."""
    people = {mail.pk: mail.recipient for mail in mails}
    reminders = Reminder.objects.filter(mail__in=people, decision=Reminder.Decision.SENT)
    carried: dict[int, list[Reminder]] = defaultdict(list)
    told: dict[Of, list[Reminder]] = defaultdict(list)
    for each in reminders.select_related("rule", "assignment").order_by("planned_at", "id"):
        carried[each.mail_id or 0].append(each)
        if each.rule.recipient != Recipient.LEARNER:
            told[each.recipient_id, each.rule.recipient].append(each)
    completed = [r.assignment_id for held in carried.values() for r in held if _is_done(r)]
    asked = _asked([person.pk for person in people.values()], completed)
    told_of = {reminder.assignment_id for held in carried.values() for reminder in held}
    everything = [each for held in asked.values() for each in held]
    at_hand = _AtHand.of(everything, [each for each in everything if each.pk in told_of], now=now)
    groups = teams(told, now=now) if told else {}
    return {
        pk: _digest(person, carried[pk], asked.get(person.pk, []), groups, at_hand)
        for pk, person in people.items()
    }


def sample(person: User, kind: str, *, now: datetime) -> Digest:
    """What a mail of this kind would say to somebody today, whether one is due or not."""
    if kind != Recipient.LEARNER:
        groups = teams({(person.pk, kind): []}, now=now).get((person.pk, kind), ())
        return Digest(person, teams={kind: groups})
    asked = _asked([person.pk], []).get(person.pk, [])
    at_hand = _AtHand.of(asked, asked, now=now)
    lines = [at_hand.line(person, each, ()) for each in asked if _is_wanted(each, now)]
    return Digest(person, tuple(sorted(lines, key=lambda line: line.order)))


def _is_done(reminder: Reminder) -> bool:
    """Whether it tells a learner of what they completed."""
    rule = reminder.rule
    return rule.anchor == ReminderRule.Anchor.COMPLETION and rule.recipient == Recipient.LEARNER


def _asked(people: list[int], completed: list[int]) -> dict[int, list[Assignment]]:
    """Everything open, and what of the completed is told of, by person.

    Versions and courses are few, and of many people the same: each is read once.
    """
    held: dict[int, list[Assignment]] = defaultdict(list)
    still = Q(completed_at__isnull=True) | Q(pk__in=completed)
    rows = Assignment.objects.filter(
        still, person__in=people, withdrawn_at__isnull=True, course__retired_at__isnull=True
    )
    for assignment in rows.prefetch_related("version", "course").order_by("id"):
        held[assignment.person_id].append(assignment)
    return held


def _digest(
    person: User,
    reminders: list[Reminder],
    asked: list[Assignment],
    groups: dict[Of, tuple[Group, ...]],
    at_hand: "_AtHand",
) -> Digest:
    """Who has met, left or been spared everything that the mail is about gets none."""
    if person.deactivated_at:
        return Digest(person, because="leaver")
    rules: dict[int, tuple[ReminderRule, ...]] = {}
    for reminder in reminders:
        if reminder.rule.recipient == Recipient.LEARNER:
            rules[reminder.assignment_id] = (*rules.get(reminder.assignment_id, ()), reminder.rule)
    wanted = [each for each in asked if _is_wanted(each, at_hand.now)]
    lines: list[Line] = []
    if any(_is_told(each, rules) for each in wanted):
        lines = [at_hand.line(person, each, rules.get(each.pk, ())) for each in wanted]
    theirs = {kind: groups.get((person.pk, kind), ()) for kind in Recipient.values}
    if not lines and not any(theirs.values()):
        return Digest(person, because=_why_not(reminders, at_hand.now))
    in_order = tuple(sorted(lines, key=lambda line: line.order))
    told = tuple(
        each.rule for each in reminders if lines or each.rule.recipient != Recipient.LEARNER
    )
    return Digest(person, in_order, teams=theirs, rules=told)


def _is_told(assignment: Assignment, rules: dict[int, tuple[ReminderRule, ...]]) -> bool:
    """Whether the mail is about it: of a completed one, that it is completed; else what is open."""
    done = assignment.completed_at is not None
    return any(
        (rule.anchor == ReminderRule.Anchor.COMPLETION) is done
        for rule in rules.get(assignment.pk, ())
    )


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
    places: dict[Taken, Place]
    newest: dict[tuple[int, str], Outline]
    grounds: dict[int, Grounds]
    hours: dict[int, Hours]

    @classmethod
    def of(
        cls, asked: list[Assignment], explained: list[Assignment], *, now: datetime
    ) -> "_AtHand":
        """`explained` are those of which a mail says why they are asked."""
        courses = {each.course_id for each in asked if each.course_id}
        editions = list(_newest_editions(courses))
        taken = _taken({each.person_id for each in asked}, courses)
        known = outlines(
            [(edition.pk, edition.content_hash) for edition in editions]
            + [enrolment[:2] for enrolment, _ in taken.values()]
        )
        return cls(
            now=now,
            places={
                of: place_in(known[found[0]], done, modules=found[2])
                for of, (found, done) in taken.items()
            },
            newest={(one.course_id, one.language): known[one.pk] for one in editions},
            grounds=grounds(explained),
            hours=standing_hours(list(filter(None, map(hours_of, asked))), now=now),
        )

    def line(self, person: User, asked: Assignment, rules: tuple[ReminderRule, ...]) -> Line:
        course = asked.course
        grounds = self.grounds.get(asked.pk, Grounds())
        if course is None:  # it asks for hours, from whichever course
            hours = self.hours.get(asked.pk)
            return Line(asked, self.now, grounds, rules, hours=hours)
        place = self.places.get((person.pk, course.pk))
        own = self.newest.get((course.pk, course.language))
        newest = self.newest.get((course.pk, person.language), own)
        return Line(
            assignment=asked,
            now=self.now,
            rules=rules,
            outline=place.outline if place else newest,
            place=place,
            grounds=grounds,
        )


def _newest_editions(courses: Iterable[int]) -> Iterable[Edition]:
    """Of each course and language the newest: later ones come later, and stand."""
    return Edition.objects.published().filter(course__in=courses).order_by("number")


def _taken(
    people: Iterable[int], courses: Iterable[int]
) -> dict[Taken, tuple[tuple[int, str, str], dict[str, datetime]]]:
    """The open enrolments with what is done in them, by person and course; one query."""
    rows = (
        Enrolment.objects.open()
        .filter(person__in=people, course__in=courses)
        .annotate(step=FilteredRelation("progress", condition=Q(progress__met_at__isnull=False)))
        .values_list(
            *("person", "course", "edition", "edition__content_hash", "modules"),
            *("step__activity_key", "step__met_at"),
        )
    )
    taken: dict[Taken, tuple[tuple[int, str, str], dict[str, datetime]]] = {}
    for person, course, edition, content_hash, modules, key, at in rows:
        _, done = taken.setdefault((person, course), ((edition, content_hash, modules), {}))
        if key:
            done[key] = at
    return taken
