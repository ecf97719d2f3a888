"""The demo: one school as it might have come to stand, told day by day through the services.

Nothing is written behind the services' backs: people come by the roster, a requirement is
switched on, learners read and answer, the reminders are decided as they fell due. Only mail of
days gone by is handed to nobody, so that the demo's inbox holds today's.
"""

import csv
import io
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.mail.backends.dummy import EmailBackend
from django.db import transaction

from accounts.interchange.people_csv import COLUMNS, read_roster
from accounts.models import Grant, Unit, User
from accounts.services.delivery import deliver
from accounts.services.mail import Unwanted, claim_mails, withdraw
from accounts.services.organisation import institution_day
from accounts.services.people_import import import_people
from courses.interchange.package import read_package
from courses.models import Course, Effect
from courses.services.importing import import_package
from courses.services.publishing import publish_drafts
from learning.models import Assignment, Requirement
from learning.services.assignments import reconcile
from learning.services.audience_change import AudienceEdit, make_audience
from learning.services.dates import institution_zone
from learning.services.menus import MenuPart
from learning.services.reminder_mail import write_reminder
from learning.services.reminders import decide_reminders
from learning.services.requirements import Policy, require_course
from learning.services.waivers import waive
from lms.management.seeding.cast import EMERGENCY, INTERNAL, LEFT, MOVED, SCHOOL, cast
from lms.management.seeding.plot import RESTORATIVE, WORDS, address, plotted
from lms.management.seeding.studies import sit_down
from lms.management.seeding.teaching import fill_bank, give_more_time, mark_some
from lms.sign_ins import PASSWORD, SIGN_INS

CONTENT = settings.BASE_DIR / "content"
OTHERS = ["health-equity", "inclusive-teams"]  # on offer, and asked of nobody but for hours
LONG_AGO = 400
NINE = time(9)
BEGAN, SECOND, HOURS, WAIVED = 75, 40, 35, 30  # days before today


def already_there() -> bool:
    """Whether the demo has been put in: its admin is known."""
    return User.objects.filter(email=SIGN_INS[-1].email).exists()


@transaction.atomic
def stage(now: datetime) -> None:
    """Put the whole demo in, or nothing."""
    story = Story(now)
    story.roster_says(LONG_AGO)
    story.roles_are_given()
    for key in (RESTORATIVE, WORDS, *OTHERS):
        story.course_is_published(key)
    for day in range(BEGAN, -1, -1):
        story.day_passes(day)
    story.quizzes_are_tended()
    story.an_audience_is_kept()
    story.doors_open()


class Story:
    """What happens on which day, counted back from today."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.cast = cast()
        self.sittings = plotted(self.cast)
        self.roster_days = {part.joined for part in self.cast} | {MOVED[2], LEFT[1]}

    def at(self, days: int) -> datetime:
        """That day at nine in the morning where the institution is; never later than now."""
        day = institution_day(self.now) - timedelta(days=days)
        return min(self.now, datetime.combine(day, NINE, institution_zone()))

    def day(self, days: int) -> date:
        return institution_day(self.at(days))

    def day_passes(self, day: int) -> None:
        if day in self.roster_days:
            self.roster_says(day)
        if day == BEGAN:
            self.require(
                RESTORATIVE,
                "Restorative practices, all faculty",
                [""],
                day,
                due_base="assigned",
                due_offset=60,
            )
        if day == SECOND:
            self.require(
                WORDS,
                "Words that stay, acute care",
                [EMERGENCY, INTERNAL],
                day,
                due_base="fixed",
                due_on=self.day(0) + timedelta(days=9),
            )
        if day == HOURS:
            self.require_hours(day)
        for requirement in Requirement.objects.in_force():
            reconcile(requirement, now=self.at(day))
        for study in self.sittings.get(day, []):
            sit_down(study, now=self.at(day))
        if day == WAIVED:
            self.two_are_exempted(day)
        decide_reminders(now=self.at(day))
        if day:
            send_to_nobody(self.at(day))

    def roster_says(self, day: int) -> None:
        """The HR system's file as it stood that day."""
        sheet = io.StringIO()
        rows = csv.DictWriter(sheet, COLUMNS)
        rows.writeheader()
        for number, part in enumerate(self.cast, start=1):
            joined = LONG_AGO if part.joined is None else part.joined
            if joined < day:
                continue
            name = f"{part.first} {part.last}"
            moved = name == MOVED[0] and day <= MOVED[2]
            left = name == LEFT[0] and day <= LEFT[1]
            rows.writerow(
                {
                    "hr_id": f"{number:05}",
                    "email": address(part),
                    "first_name": part.first,
                    "last_name": part.last,
                    "unit": f"{SCHOOL} / {MOVED[1] if moved else part.unit}",
                    "position": "Professor" if number % 6 == 4 else "Assistant Professor",
                    "hired_on": self.day(joined).isoformat(),
                    "left_on": self.day(LEFT[1]).isoformat() if left else "",
                }
            )
        import_people(read_roster(sheet.getvalue().encode()), now=self.at(day))

    def unit(self, path: str) -> Unit:
        """A unit by its path below the school; the school itself where that is empty."""
        unit = Unit.objects.get(parent=None, name=SCHOOL)
        for name in filter(None, path.split(" / ")):
            unit = Unit.objects.get(parent=unit, name=name)
        return unit

    def roles_are_given(self) -> None:
        for part in self.cast:
            if part.role:
                Grant.objects.create(
                    person=User.objects.get(email=part.email),
                    role=part.role,
                    unit=self.unit(part.scope),
                    from_on=self.day(LONG_AGO),
                    recorded_at=self.at(LONG_AGO),
                )
        self.admin = User.objects.get(email=SIGN_INS[-1].email)

    def quizzes_are_tended(self) -> None:
        """A bank is filled, some essays are marked, and one person has more time."""
        trainer = User.objects.get(email="trainer@example.org")
        fill_bank(self.unit(""), now=self.at(BEGAN), by=trainer)
        mark_some(now=self.now, by=trainer)
        learner = User.objects.get(email="faculty@example.org")
        give_more_time(learner, now=self.now, by=self.admin)

    def an_audience_is_kept(self) -> None:
        """Professors of two departments, for whoever asks them next."""
        units = [{"unit": str(self.unit(path).uuid)} for path in (EMERGENCY, INTERNAL)]
        edit = AudienceEdit(
            "Professors, acute care", {"all": [{"position": "Professor"}, {"any": units}]}
        )
        make_audience(self.unit(""), edit, now=self.at(0), by=self.admin)

    def doors_open(self) -> None:
        """The demo's sign-ins get their password."""
        for person in User.objects.filter(email__in=[sign_in.email for sign_in in SIGN_INS]):
            person.set_password(PASSWORD)
            person.save(update_fields=["password"])

    def course_is_published(self, key: str) -> None:
        at = self.at(BEGAN + 20)
        package = read_package(CONTENT / key)
        came = import_package(package, unit=self.unit(""), now=at, by=self.admin)
        publish_drafts(came.course, effect=Effect.NEW_LEARNERS, now=at, by=self.admin)

    def require(self, key: str, title: str, paths: list[str], day: int, **due: Any) -> None:
        units = [{"unit": str(self.unit(path).uuid)} for path in paths]
        policy = Policy(
            title=title,
            course=Course.objects.get(key=key),
            unit=self.unit(""),
            audience={"any": units},
            purpose="So that everyone who teaches here shares a way to repair harm.",
            **due,
        )
        require_course(policy, now=self.at(day), by=self.admin)

    def require_hours(self, day: int) -> None:
        """Two hours a year of one department: at least one of two courses, little of a third."""
        keys = (RESTORATIVE, WORDS, *OTHERS)
        restorative, words, *others = (Course.objects.get(key=key).pk for key in keys)
        policy = Policy(
            title="Two hours a year, internal medicine",
            course=None,
            unit=self.unit(""),
            audience={"any": [{"unit": str(self.unit(INTERNAL).uuid)}]},
            purpose="Whoever teaches goes on learning; what, each chooses.",
            due_base="assigned",
            due_offset=330,
            renewal="completion",
            active_months=12,
            window_months=2,
            hours=Decimal(2),
            menu=(
                MenuPart("Equity and teams", tuple(others), least_count=1),
                MenuPart("Short cases", (words,), most_hours=Decimal("0.5")),
                MenuPart("Restorative practices", (restorative,)),
            ),
        )
        require_course(policy, now=self.at(day), by=self.admin)

    def two_are_exempted(self, day: int) -> None:
        idle = Assignment.objects.in_force().filter(started_at=None).order_by("id")[:2]
        for assignment in idle:
            waive(
                assignment,
                until_on=self.day(0) + timedelta(days=120),
                reason="On sabbatical until spring.",
                approver=self.admin,
                now=self.at(day),
            )


def send_to_nobody(now: datetime) -> None:
    """Settle the mail of a day gone by, without a mail server."""
    while mails := claim_mails(now=now):
        for mail in mails:
            written = write_reminder(mail, now=now)
            if isinstance(written, Unwanted):
                withdraw(mail, written, now=now)
            else:
                deliver(mail, written, now=now, connection=EmailBackend())
