"""Prior learning on a page: upload, preview, confirmation, result."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, Job
from accounts.services.jobs import claim_job, lease
from learning.interchange.prior_learning_jobs import do_import
from learning.models import Assignment, Completion
from tasks.jobs import do_due_jobs
from tests import factories as make
from tests.integration.learning.helpers import four_at_once, page_of

pytestmark = pytest.mark.django_db
UPLOAD = reverse("learning:prior_learning")
HEADER = "hr_id,course,completed_on,hours,note\n"


def job_page(job):
    return reverse("learning:prior_learning_job", args=[job.uuid])


def apply(client, preview):
    return client.post(reverse("learning:apply_prior_learning", args=[preview.uuid]))


def upload(client, text):
    file = SimpleUploadedFile("completions.csv", text.encode(), "text/csv")
    return client.post(UPLOAD, {"file": file})


@pytest.fixture
def medicine():
    return make.a_unit("Internal Medicine", parent=make.a_unit("School of Medicine"))


@pytest.fixture
def admin(client, medicine):
    """Of the department alone."""
    person = make.an_admin(medicine)
    client.force_login(person)
    return person


@pytest.fixture
def learner(medicine):
    """Somebody of the department, asked for a course once a year."""
    person = make.a_learner(medicine, hr_id="0042")
    course = make.an_edition(make.a_course(key="repair")).course
    version = make.a_requirement(
        course, medicine, renewal="completion", active_months=12, title="Repair for all"
    )
    make.an_assignment(person, version)
    return person


def good(day=None):
    day = day or timezone.localdate() - timedelta(days=30)
    return f"{HEADER}0042,repair,{day.isoformat()},1.5,Elsewhere\n"


def test_a_file_is_previewed_confirmed_and_taken_in(client, admin, learner):
    upload(client, good() + "0042,none,2026-06-30,,\n")
    preview = Job.objects.get()
    assert 'hx-trigger="every 2s"' in page_of(client, job_page(preview))

    do_due_jobs()
    shown = page_of(client, job_page(preview))
    assert "2 rows were read. Nothing has changed yet." in shown
    assert "There is no course with this key." in shown
    assert "Repair for all" in shown
    assert 'data-standing="completed_on_time"' in shown
    assert not Completion.objects.exists()
    assert Assignment.objects.get().completed_at is None

    apply(client, preview)
    do_due_jobs()

    done = page_of(client, job_page(Job.objects.latest("id")))
    assert "The file has been taken in." in done
    completion = Completion.objects.get()
    assert (completion.person, completion.recorded_by) == (learner, admin)
    assert Assignment.objects.get().completed_at == completion.completed_at
    assert AuditEntry.objects.get(action="learning.prior_learning.accepted").by == admin
    assert str(Job.objects.latest("id").uuid) in page_of(client, job_page(preview))
    assert "completions.csv" in page_of(client, UPLOAD)


def test_confirming_twice_is_one_job(client, admin, learner):
    upload(client, good())
    do_due_jobs()
    preview = Job.objects.get()

    first, second = apply(client, preview), apply(client, preview)

    assert first.headers["Location"] == second.headers["Location"]
    do_due_jobs()
    assert Completion.objects.count() == 1


def test_people_of_elsewhere_are_refused_with_a_reason(client, admin, learner):
    make.a_learner(hr_id="0099")
    upload(client, good() + "0099,repair,2026-06-30,,\n")
    do_due_jobs()
    apply(client, Job.objects.get())
    do_due_jobs()

    assert [it.person for it in Completion.objects.all()] == [learner]
    done = Job.objects.latest("id")
    assert done.result["failed"] == [
        {"row": 3, "column": "hr_id", "message": "Nobody whom you run has this HR id."}
    ]


def test_a_file_that_cannot_be_read_says_why(client, admin):
    upload(client, "who,what\n1,2\n")
    do_due_jobs()
    page = page_of(client, job_page(Job.objects.get()))
    assert "This file was not taken in." in page
    assert "these are missing" in page


def test_no_file_is_refused_beside_the_field(client, admin):
    response = client.post(UPLOAD, {})
    assert response.status_code == 422
    assert "Choose a file first." in response.content.decode()


def test_what_another_admin_asked_is_not_there(client, admin, learner):
    upload(client, good())
    client.force_login(make.an_admin())

    assert client.get(job_page(Job.objects.get())).status_code == 404
    assert apply(client, Job.objects.get()).status_code == 404


def test_an_import_that_is_not_previewed_cannot_be_asked(client, admin, learner):
    upload(client, good())
    response = apply(client, Job.objects.get())
    assert response.headers["Location"] == job_page(Job.objects.get())
    assert Job.objects.count() == 1


def test_a_worker_that_lost_its_lease_leaves_nothing(client, admin, learner):
    upload(client, good())
    do_due_jobs()
    apply(client, Job.objects.get())
    now = timezone.now()
    slow = claim_job(now=now)
    claim_job(now=now + lease() + timedelta(seconds=1))

    do_import(slow, now=now)

    assert not Completion.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_same_file_taken_in_four_times_at_once_is_recorded_once(client, admin, learner):
    for _ in range(4):
        upload(client, good())
    do_due_jobs()
    for preview in Job.objects.order_by("id"):
        apply(client, preview)

    four_at_once(lambda number: do_due_jobs())
    do_due_jobs()

    assert Completion.objects.count() == 1
