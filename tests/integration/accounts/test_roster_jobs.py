"""A roster on a page: upload, preview, confirmation, result."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.forms import MOST_MEGABYTES
from accounts.models import Appointment, Job, User
from accounts.services.jobs import KEPT, claim_job, finish_job, forget_files, lease, note_failure
from accounts.services.organisation import add_units
from tasks.jobs import do_due_jobs
from tests.factories import NOW, a_unit, an_admin
from tests.integration.accounts.rosters import as_csv, row

pytestmark = pytest.mark.django_db
UPLOAD = reverse("accounts:people_import")


@pytest.fixture
def admin(client):
    admin = an_admin(a_unit("Harlow"), hr_id="")
    client.force_login(admin)
    return admin


def upload(client, rows, **told):
    content = as_csv(rows).encode() if isinstance(rows, list) else rows
    file = SimpleUploadedFile("roster.csv", content, "text/csv")
    return client.post(UPLOAD, {"file": file} | told)


def page_of(client, job, **headers):
    return client.get(job.get_absolute_url(), headers=headers)


def test_a_roster_is_previewed_confirmed_and_taken_in(client, admin):
    response = upload(client, [row("1"), row("2"), row("3", unit="")])
    preview = Job.objects.get()
    assert response.headers["Location"] == preview.get_absolute_url()
    waiting = page_of(client, preview).content.decode()
    assert 'hx-trigger="every 2s"' in waiting

    do_due_jobs()
    shown = page_of(client, preview).content.decode()
    assert "3 rows were read. Nothing has changed yet." in shown
    assert "There is no unit." in shown
    assert not User.objects.filter(hr_id="1").exists()

    client.post(reverse("accounts:apply_import", args=[preview.uuid]))
    do_due_jobs()

    done = Job.objects.latest("id")
    result = page_of(client, done).content.decode()
    assert "The roster has been taken in." in result
    assert "There is no unit." in result
    assert "UNDEFINED" not in waiting + shown + result
    assert sorted(User.objects.exclude(hr_id="").values_list("hr_id", flat=True)) == ["1", "2"]
    assert set(Appointment.objects.filter(person__hr_id="1").values_list("recorded_by")) == {
        (admin.pk,)
    }
    assert str(done.uuid) in page_of(client, preview).content.decode()
    assert str(done.uuid) in client.get(UPLOAD).content.decode()


def test_confirming_twice_takes_in_once(client, admin):
    upload(client, [row("1")])
    preview = Job.objects.get()
    do_due_jobs()

    for _ in range(2):
        client.post(reverse("accounts:apply_import", args=[preview.uuid]))

    assert Job.objects.filter(kind="people_import").count() == 1


def test_what_is_not_previewed_yet_is_not_taken_in(client, admin):
    upload(client, [row("1")])

    client.post(reverse("accounts:apply_import", args=[Job.objects.get().uuid]))

    assert Job.objects.count() == 1


def test_htmx_gets_the_state_alone_and_stops_asking_when_it_is_done(client, admin):
    upload(client, [row("1")])
    job = Job.objects.get()

    waiting = page_of(client, job, **{"HX-Request": "true"})
    do_due_jobs()
    done = page_of(client, job, **{"HX-Request": "true"})

    assert (waiting.status_code, done.status_code) == (200, 286)
    for response in (waiting, done):
        assert response.content.decode().strip().startswith('<div id="state"')
    assert "hx-get" not in done.content.decode()
    assert "HX-Request" in done.headers["Vary"]


def test_a_file_that_cannot_be_read_says_why(client, admin):
    upload(client, b"name;address\n")
    do_due_jobs()

    page = page_of(client, Job.objects.get()).content.decode()

    assert "This roster was not taken in." in page
    assert "Are the values separated by commas?" in page


def test_no_file_an_empty_one_and_one_too_large_are_refused_in_words(client, admin, settings):
    large = b"x" * (MOST_MEGABYTES * 1024 * 1024 + 1)

    refusals = [client.post(UPLOAD, {}), upload(client, b""), upload(client, large)]

    assert [response.status_code for response in refusals] == [422] * 3
    for response, words in zip(
        refusals,
        ("Choose a file first.", "This file is empty.", "This file is larger than 20 megabytes."),
        strict=True,
    ):
        assert words in response.content.decode()
    assert Job.objects.count() == 0


def test_too_many_gone_have_to_be_confirmed(client, admin):
    upload(client, [row(str(n)) for n in range(10)])
    do_due_jobs()
    client.post(reverse("accounts:apply_import", args=[Job.objects.get().uuid]))
    do_due_jobs()
    upload(client, [row("0")], full="on")
    do_due_jobs()
    preview = Job.objects.latest("id")
    apply = reverse("accounts:apply_import", args=[preview.uuid])
    assert "9 of 10 people are not in this file." in page_of(client, preview).content.decode()

    client.post(apply)
    assert Job.objects.count() == 3
    client.post(apply, {"force": "on"})
    do_due_jobs()

    assert User.objects.filter(deactivated_at__isnull=False).count() == 9


def test_many_remarks_come_in_pages(client, admin):
    upload(client, [row(str(n), unit="") for n in range(150)])
    do_due_jobs()
    job = Job.objects.get()

    second = client.get(job.get_absolute_url(), {"page": 2}).content.decode()

    assert '<th scope="row">151</th>' in second
    assert '<th scope="row">2</th>' not in second


def test_a_job_is_its_askers_alone(client, admin):
    upload(client, [row("1")])
    job = Job.objects.get()
    client.force_login(an_admin(a_unit("Other")))

    assert page_of(client, job).status_code == 404
    assert client.post(reverse("accounts:apply_import", args=[job.uuid])).status_code == 404


def test_a_job_whose_worker_died_is_taken_up_again_when_the_lease_runs_out(client, admin):
    upload(client, [row("1")])
    now = timezone.now()

    first = claim_job(now=now)
    meanwhile = claim_job(now=now + lease() / 2)
    again = claim_job(now=now + lease())

    assert (first, meanwhile, again) == (first, None, first)
    assert finish_job(first, now=now) is False  # it is no longer the first worker's
    assert finish_job(again, now=now) is True


def test_what_breaks_is_tried_three_times_and_then_says_so(client, admin):
    upload(client, [row("1")])

    for _ in range(3):
        note_failure(claim_job(now=timezone.now()), now=timezone.now(), error="Broken.")

    job = Job.objects.get()
    assert (job.tries, job.error, claim_job(now=timezone.now())) == (3, "Broken.", None)
    assert "Broken." in page_of(client, job).content.decode()


def test_a_worker_killed_three_times_leaves_a_page_that_says_so(client, admin):
    upload(client, [row("1")])
    Job.objects.update(tries=3, claimed_at=timezone.now() - lease())

    page = page_of(client, Job.objects.get()).content.decode()

    assert "This did not work." in page
    assert "hx-get" not in page


def test_files_are_forgotten_a_month_after_the_job(client, admin):
    upload(client, [row("1")])
    do_due_jobs()
    preview = Job.objects.get()
    client.post(reverse("accounts:apply_import", args=[preview.uuid]))
    do_due_jobs()
    storage, name = preview.file.storage, preview.file.name
    done = timezone.now()

    assert forget_files(now=done) == 0
    assert storage.exists(name)
    assert forget_files(now=done + KEPT + timedelta(days=1)) == 2
    assert not storage.exists(name)
    assert forget_files(now=done + KEPT + timedelta(days=1)) == 0


def test_units_are_added_level_by_level_and_once(django_assert_max_num_queries):
    paths = [("School", f"Dept {n % 10}", f"Div {n}") for n in range(100)]

    with django_assert_max_num_queries(20):
        made = add_units(paths, now=NOW)

    assert len(made) == 111
    assert add_units(paths, now=NOW) == {}
    deepest = made[("School", "Dept 3", "Div 13")]
    assert deepest.path.startswith(made[("School", "Dept 3")].path)
    assert deepest.places.get().path == deepest.path
