"""Reports as files that a worker writes: asked for, followed, fetched in parts, then gone."""

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import Grant, Job
from accounts.models.job import MOST_TRIES
from accounts.services.jobs import ask_job, claim_job
from accounts.services.mail import lease
from learning.services.assignments import reconcile
from learning.services.dates import institution_zone
from reports.answers import counted, report_of, write_answer
from reports.interchange.report_jobs import EXPORT, do_export, receipt_of_job
from tasks.jobs import do_due_jobs, forget_job_files
from tests.factories import NOW, a_coordinator, a_learner, a_requirement, a_unit, an_admin

pytestmark = pytest.mark.django_db
FILES, ASK = reverse("reports:report_files"), reverse("reports:ask_file")
PEOPLE = reverse("reports:people")


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def school():
    return a_unit("Medicine")


@pytest.fixture
def surgery(school):
    """Where two people are asked something."""
    unit = a_unit("Surgery", parent=school)
    version = a_requirement(unit=school, key="repair", due_days=30, now=NOW)
    for name in ("Ada", "Ben"):
        a_learner(unit, first=name, last=name)
    reconcile(version.requirement, now=NOW)
    return unit


@pytest.fixture
def coordinator(surgery):
    return a_coordinator(surgery)


def code_on_page(client, person, **asked):
    client.force_login(person)
    return client.get(PEOPLE, asked).context["receipt"].code


def ask(client, person, shape="csv", **asked):
    """From the page, as somebody does; the job."""
    code = code_on_page(client, person, **asked)
    response = client.post(ASK, {"code": code, "shape": shape})
    assert response.status_code == 302
    return Job.objects.get(uuid=response.url.rstrip("/").rpartition("/")[2])


def written(client, person, shape="csv", **asked):
    job = ask(client, person, shape, **asked)
    do_due_jobs()
    job.refresh_from_db()
    assert job.error == ""
    return job


def download(client, job, **headers):
    return client.get(reverse("reports:download_file", args=[job.uuid]), headers=headers)


def content(response):
    return b"".join(response.streaming_content)


@pytest.mark.parametrize(("shape", "bom"), [("csv", ""), ("csv-bom", "1")])
def test_its_bytes_are_those_of_the_file_sent_at_once(client, coordinator, shape, bom):
    at_once = client_get(client, coordinator, bom=bom)

    job = written(client, coordinator, shape)

    assert content(download(client, job)) == content(at_once)
    assert job.result["rows"] == 2
    assert job.progress == 100


def test_whoever_waits_hears_of_every_thousand_rows():
    told = []

    passed = list(counted(((number,) for number in range(2500)), told.append))

    assert len(passed) == 2500
    assert told == [1000, 2000, 2500]


def client_get(client, person, **asked):
    client.force_login(person)
    return client.get(reverse("reports:people_csv"), asked)


def test_a_workbook_is_written_too(client, coordinator):
    job = written(client, coordinator, "xlsx")

    book = load_workbook(BytesIO(content(download(client, job))))

    assert book.worksheets[1].max_row == 3


def test_the_page_follows_it_and_then_leads_to_it(client, coordinator):
    job = ask(client, coordinator)
    page = reverse("reports:report_file", args=[job.uuid])

    waiting = client.get(page, headers={"HX-Request": "true"})
    do_due_jobs()
    done = client.get(page, headers={"HX-Request": "true"})

    assert waiting.status_code == 200
    assert "hx-trigger" in waiting.content.decode()
    assert done.status_code == 286
    assert reverse("reports:download_file", args=[job.uuid]) in done.content.decode()
    assert job.parameters["name"] in client.get(FILES).content.decode()


def test_asking_twice_is_one_file(client, coordinator):
    code = code_on_page(client, coordinator)

    first = client.post(ASK, {"code": code, "shape": "csv"})
    second = client.post(ASK, {"code": code, "shape": "csv"})

    assert first.url == second.url
    assert Job.objects.count() == 1


def test_a_download_that_broke_off_goes_on_where_it_stopped(client, coordinator):
    job = written(client, coordinator)
    whole = download(client, job)
    data, etag = content(whole), whole["ETag"]

    rest = download(client, job, **{"Range": "bytes=20-", "If-Range": etag})

    assert rest.status_code == 206
    assert rest["Content-Range"] == f"bytes 20-{len(data) - 1}/{len(data)}"
    assert data[:20] + content(rest) == data


def test_a_part_of_another_file_is_not_put_behind_it(client, coordinator):
    job = written(client, coordinator)

    response = download(client, job, **{"Range": "bytes=20-", "If-Range": '"another"'})

    assert response.status_code == 200
    assert len(content(response)) == job.result["size"]


def test_a_part_that_is_not_there_is_refused(client, coordinator):
    job = written(client, coordinator)

    assert download(client, job, Range="bytes=99999-").status_code == 416


def test_after_a_week_it_is_gone_and_its_receipt_gives_it_again(client, coordinator):
    job = written(client, coordinator)
    data, place = content(download(client, job)), job.file
    later = NOW + timedelta(days=7)

    with time_machine.travel(later, tick=False):
        client.force_login(coordinator)
        assert download(client, job).status_code == 404
        page = client.get(reverse("reports:report_file", args=[job.uuid])).content.decode()
        forget_job_files(later + timedelta(seconds=1))
        again = client.post(ASK, {"code": job.parameters["receipt"], "shape": "csv"})
        do_due_jobs()
        newer = Job.objects.get(uuid=again.url.rstrip("/").rpartition("/")[2])
        assert content(download(client, newer)) == data

    assert "no longer kept" in page
    assert not place.storage.exists(place.name)


def test_the_files_of_other_jobs_are_kept_for_a_month(client, coordinator):
    job = written(client, coordinator)
    Job.objects.filter(pk=job.pk).update(kind="questions_export")

    forget_job_files(NOW + timedelta(days=20))

    job.refresh_from_db()
    assert job.file


def test_who_lost_the_scope_cannot_fetch_what_was_written(client, school, coordinator):
    job = written(client, coordinator)
    elsewhere = a_unit("Nursing", parent=school)
    Grant.objects.filter(person=coordinator).update(unit=elsewhere)

    client.force_login(coordinator)

    assert download(client, job).status_code == 403


def test_what_one_lost_before_it_was_written_is_not_written(client, school, coordinator):
    job = ask(client, coordinator)
    Grant.objects.filter(person=coordinator).update(unit=a_unit("Nursing", parent=school))

    do_due_jobs()

    job.refresh_from_db()
    assert "do not answer" in job.error
    assert not job.file


@pytest.mark.parametrize("whose", ["school", "everything"])
def test_a_receipt_of_somebody_elses_scope_is_not_allowed(client, school, coordinator, whose):
    wider = an_admin(school) if whose == "everything" else a_coordinator(school)
    code = code_on_page(client, wider)

    client.force_login(coordinator)
    response = client.post(ASK, {"code": code, "shape": "csv"})

    assert response.status_code == 403
    assert not Job.objects.exists()


def test_somebody_elses_file_is_not_there(client, surgery, coordinator):
    job = written(client, coordinator)

    client.force_login(a_coordinator(surgery))

    assert download(client, job).status_code == 404


@pytest.mark.parametrize("posted", [{}, {"code": "x", "shape": "csv"}])
def test_what_is_no_receipt_asks_for_nothing(client, coordinator, posted):
    client.force_login(coordinator)

    assert client.post(ASK, posted).status_code == 404


def test_what_a_dead_worker_left_the_next_one_finishes(client, coordinator):
    job = ask(client, coordinator)
    dead = claim_job(now=NOW)

    do_due_jobs(NOW)
    job.refresh_from_db()
    assert job.finished_at is None, "it is leased"

    later = NOW + lease() + timedelta(seconds=1)
    do_due_jobs(later)
    job.refresh_from_db()
    data, place = content(download(client, job)), job.file.name

    do_export(dead, now=later)  # it was only slow: what it writes is the same, and settles nothing
    job.refresh_from_db()
    assert job.finished_at == later
    assert job.file.name == place
    assert content(download(client, job)) == data


def test_whoever_asked_reads_in_their_language_that_it_broke(coordinator):
    coordinator.language = "es"
    coordinator.save()
    job = ask_job(EXPORT, parameters={"receipt": "torn", "name": "x.csv"}, now=NOW, by=coordinator)

    for _try in range(MOST_TRIES):
        with pytest.raises(ValueError, match="receipt"):
            do_due_jobs()

    job.refresh_from_db()
    assert job.error == "Algo falló de nuestra parte. No se cambió nada."


def test_how_far_it_is_is_told_while_the_lines_come(client, coordinator, monkeypatch):
    monkeypatch.setattr("reports.queries.copied.AT_A_TIME", 1)
    monkeypatch.setattr("reports.answers.AT_A_TIME", 1)
    receipt = receipt_of_job(ask(client, coordinator))
    told = []

    rows = write_answer(
        receipt, report_of(receipt, institution_zone()), BytesIO(), told=told.append
    )

    assert rows == 2
    assert sorted(set(told)) == [1, 2]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="no other database writes lines")
def test_a_worker_lets_the_database_write_the_lines(client, coordinator):
    job = ask(client, coordinator)

    with CaptureQueriesContext(connection) as asked:  # what Django asks, to make rows in Python
        do_due_jobs()

    job.refresh_from_db()
    assert job.result["rows"] == 2
    assert not [one for one in asked if "learning_fulfilment" in one["sql"]]
