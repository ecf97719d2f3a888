"""One school in which six people try every door."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.interchange.people_jobs import PREVIEW
from accounts.models import Grant, Job, Unit, User
from courses.interchange.question_jobs import PREVIEW as QUESTIONS
from courses.models import Asset, Bank, Comment, Course, Deed, DraftChange, Edition
from courses.services.activity_rows import read_activity
from courses.services.comments import remark
from courses.services.draft_history import note, of_activity
from credentials.models import Certificate
from credentials.services.certificates import issue_certificate
from learning.models import Assignment, Attempt, Completion, Enrolment, Requirement, Response
from learning.services.attempts import start_attempt
from learning.services.regrade_jobs import REGRADE
from reports.interchange.report_jobs import ask_export, do_export
from reports.queries.completion import DEFINITION, CompletionReport
from reports.queries.moments import Moment
from reports.queries.organisation import organisation_at
from reports.receipts import receipt_of
from tests import essays
from tests import factories as make
from tests.surveys import SETTINGS as SURVEY

KINDS = ("page", "quiz", "reflection", "attestation", "survey")


@dataclass(frozen=True, slots=True)
class World:
    """The six, and the learner's rows."""

    people: tuple[User | None, ...]
    learner: User
    coordinators_grant: Grant
    job: Job
    asset: Asset
    bank: Bank
    question_job: Job
    course: Course
    requirement: Requirement
    assignment: Assignment
    enrolment: Enrolment
    attempt: Attempt
    certificate: Certificate
    essay: Response
    staying: Attempt
    regrading: Job
    draft: Edition
    state: DraftChange
    comment: Comment
    report_file: Job


def a_world() -> World:
    school = make.a_unit("School")
    medicine = make.a_unit("Medicine", parent=school)
    surgery = make.a_unit("Surgery", parent=school)
    learner = make.a_learner(medicine)
    people = (
        None,
        learner,
        make.a_trainer(medicine),
        make.a_coordinator(surgery),
        make.a_coordinator(medicine),
        make.an_admin(school),
    )
    edition = make.an_edition(make.a_course(school, key="repair"), *KINDS)
    edition.activities.filter(kind="survey").update(settings=SURVEY)
    enrolment = make.an_enrolment(learner, edition, started_at=make.LONG_AGO)
    attempt = start_attempt(enrolment, edition.activities.get(kind="quiz"), now=make.LONG_AGO)
    bank = make.a_bank(medicine)
    required = make.a_requirement(edition.course, medicine, now=make.LONG_AGO)
    required.requirement.reminder_rules.create(
        anchor="due", offset_days=-3, started_at=make.LONG_AGO
    )
    assigned = make.an_assignment(learner, required, assigned_at=make.LONG_AGO)
    return World(
        people=people,
        learner=learner,
        coordinators_grant=Grant.objects.get(person=people[4]),
        job=Job.objects.create(kind=PREVIEW, by=people[5], created_at=make.LONG_AGO),
        asset=a_picture_of_a_draft(),
        bank=bank,
        question_job=Job.objects.create(
            kind=QUESTIONS,
            by=people[5],
            parameters={"bank": str(bank.uuid), "name": "consent.gift"},
            created_at=make.LONG_AGO,
        ),
        course=edition.course,
        requirement=required.requirement,
        assignment=assigned,
        enrolment=enrolment,
        attempt=attempt,
        certificate=a_certificate(learner),
        essay=an_essay(learner, medicine),
        staying=(staying := essays.a_pass_that_stays(medicine, learner)),
        regrading=a_regrading(staying, people[5]),
        draft=(draft := make.an_edition(make.a_course(medicine, key="written"), number=None)),
        state=a_state(draft, people[2]),
        report_file=a_report_file(people[4], medicine),
        comment=remark(draft, "page-1", "Too long?", now=make.NOW, by=people[2]),
    )


def an_essay(learner: User, unit: Unit) -> Response:
    """Of a course of the unit, handed in and waiting for a marker."""
    return essays.essay_of(essays.handed_in(essays.a_quiz_with_essays(unit), learner))


def a_state(draft: Edition, trainer: User) -> DraftChange:
    """What the first page of the draft says, on record."""
    said = of_activity(read_activity(draft.activities.get(key="page-1")))
    return note(draft, said, Deed.SAVED, now=make.NOW, by=trainer)


def a_regrading(attempt: Attempt, admin: User) -> Job:
    """Of the course of this attempt, asked by the admin."""
    course = attempt.enrolment.course
    newest = course.editions.order_by("number").last()
    asked = {"course": str(course.uuid), "activity": "quiz-1", "title": "Quiz", "reason": "Mended"}
    parameters = asked | {"edition": newest.pk}
    return Job.objects.create(
        kind=REGRADE, by=admin, parameters=parameters, created_at=make.LONG_AGO
    )


def a_report_file(coordinator: User, unit: Unit) -> Job:
    """Asked for by the coordinator of the unit, and written."""
    organisation = organisation_at([unit.path], moment := Moment(make.NOW, ZoneInfo("UTC"), 14))
    report = CompletionReport(organisation, moment, ())
    receipt = receipt_of(report, kind="people", definition=DEFINITION, scope=(str(unit.uuid),))
    job = ask_export(receipt, now=timezone.now(), by=coordinator)
    do_export(job, now=timezone.now())
    job.refresh_from_db()
    return job


def a_picture_of_a_draft() -> Asset:
    return Asset.objects.create(
        sha256="ab" * 32,
        name="circle.svg",
        type="image/svg+xml",
        size=6,
        file=ContentFile(b"<svg/>", name="circle.svg"),
        created_at=make.LONG_AGO,
    )


def a_certificate(learner: User) -> Certificate:
    """Of another course, completed long ago."""
    done = make.an_enrolment(learner, make.an_edition(), started_at=make.LONG_AGO)
    done.closed_at = make.LONG_AGO
    done.save()
    completion = Completion.objects.create(
        person=learner,
        course=done.course,
        enrolment=done,
        edition=done.edition,
        completed_at=make.LONG_AGO,
        recorded_at=make.LONG_AGO,
        hours=done.edition.hours,
    )
    return issue_certificate(completion, now=make.LONG_AGO)
