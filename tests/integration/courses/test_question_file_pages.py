"""Files of questions on pages: taken into a bank after a preview, and written from one."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import AuditEntry, Job
from accounts.services.jobs import claim_job
from courses.interchange.question_jobs import IMPORT, PREVIEW, do_import
from courses.models import Question
from courses.services.banks import put_questions
from tasks.jobs import do_due_jobs
from tests import questions_of_every_kind as questions
from tests.factories import NOW, a_trainer, a_unit
from tests.integration.courses.test_bank_pages import a_bank, text

pytestmark = pytest.mark.django_db

GIFT = """// two questions, and one that is none
::Who first:: Who may speak? { =Whoever holds the piece #Yes. ~The keeper #No. ~The senior one }

::Broken:: What is this? {

::How long:: How many minutes? { #18:1 }
"""


@pytest.fixture
def trainer(client):
    trainer = a_trainer(a_unit("Medicine"))
    client.force_login(trainer)
    return trainer


@pytest.fixture
def bank(trainer):
    return a_bank(trainer.appointments.get().unit)


def upload(client, bank, content=GIFT, name="circle.gift", form="auto"):
    file = SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)
    address = reverse("courses:question_import", args=[bank.uuid])
    return client.post(address, {"file": file, "format": form})


def page_of(bank, job):
    return reverse("courses:question_job", args=[bank.uuid, job.uuid])


def apply(client, bank, job):
    return client.post(reverse("courses:apply_questions", args=[bank.uuid, job.uuid]))


def previewed(client, bank, **options):
    upload(client, bank, **options)
    do_due_jobs(now=NOW)
    return Job.objects.filter(kind=PREVIEW).latest("id")


def test_a_file_is_looked_at_before_it_is_taken_in(client, bank, trainer):
    asked = upload(client, bank)
    job = Job.objects.get()

    assert asked.url == page_of(bank, job)
    assert "It waits for its turn." in text(client.get(asked.url))

    do_due_jobs(now=NOW)
    page = client.get(asked.url)

    assert "This is what would come in." in text(page)
    assert "By kind: Numeric 1; Single choice 1." in text(page)
    [remark] = page.context["page"].object_list
    assert (remark["line"], remark["question"], remark["refused"]) == (4, "Broken", True)
    assert remark["reason"] in text(page)
    assert not Question.objects.exists()

    taken = apply(client, bank, job)
    assert apply(client, bank, job).url == taken.url  # a double click
    assert Job.objects.filter(kind=IMPORT).count() == 1
    do_due_jobs(now=NOW)

    page = client.get(taken.url)
    assert "The questions have been taken in." in text(page)
    rows = Question.objects.filter(bank=bank)
    assert {(row.kind, row.number, row.created_by) for row in rows} == {
        ("single", 1, trainer),
        ("numeric", 1, trainer),
    }
    assert AuditEntry.objects.get(action="courses.bank.questions_put").by == trainer
    assert "It was taken in: see what came of it" in text(client.get(asked.url))


def test_the_same_file_again_has_nothing_new(client, bank):
    apply(client, bank, previewed(client, bank))
    do_due_jobs(now=NOW)

    again = client.get(page_of(bank, previewed(client, bank)))

    assert "There is nothing new in it." in text(again)
    assert again.context["job"].result["unchanged"] == 2

    changed = previewed(client, bank, content=GIFT.replace("#18:1", "#18:2"))
    assert {name: changed.result[name] for name in ("added", "changed", "unchanged")} == {
        "added": 0,
        "changed": 1,
        "unchanged": 1,
    }


def test_a_file_that_is_none_is_refused_in_one_sentence(client, bank):
    job = previewed(client, bank, content="Dear all, please find attached.")

    page = client.get(page_of(bank, job))

    assert "This file was not taken in." in text(page)
    assert "This is none of the formats known: GIFT, Moodle XML, Aiken." in text(page)
    assert "There is no finished preview to take in." in text(
        client.get(apply(client, bank, job).url)
    )


def test_no_file_and_an_empty_one_are_refused_beside_the_field(client, bank):
    address = reverse("courses:question_import", args=[bank.uuid])

    assert client.post(address, {"format": "auto"}).status_code == 422
    assert upload(client, bank, content=b"").status_code == 422
    assert upload(client, bank, form="word").status_code == 422
    assert not Job.objects.exists()


def test_htmx_asks_for_the_state_alone_until_it_is_done(client, bank):
    upload(client, bank)
    job = Job.objects.get()
    waiting = client.get(page_of(bank, job), headers={"HX-Request": "true"})
    do_due_jobs(now=NOW)
    done = client.get(page_of(bank, job), headers={"HX-Request": "true"})

    assert (waiting.status_code, done.status_code) == (200, 286)
    assert "<html" not in text(done)


def test_an_import_is_its_askers_and_its_banks(client, bank, trainer):
    job = previewed(client, bank)
    other = a_bank(bank.unit, name="Harm")

    assert client.get(page_of(other, job)).status_code == 404
    client.force_login(a_trainer(bank.unit))
    assert client.get(page_of(bank, job)).status_code == 404
    assert apply(client, bank, job).status_code == 404


def test_an_import_whose_lease_has_passed_leaves_nothing(client, bank):
    preview = previewed(client, bank)
    apply(client, bank, preview)
    job = claim_job(now=NOW)
    Job.objects.filter(pk=job.pk).update(claimed_at=None)

    do_import(job, now=NOW)

    assert not Question.objects.exists()


def export(client, bank, form):
    asked = client.post(reverse("courses:question_export", args=[bank.uuid, form]))
    do_due_jobs(now=NOW)
    return asked


@pytest.mark.parametrize(
    ("form", "name", "kind"),
    [("gift", "consent.gift.txt", "text/plain"), ("moodle_xml", "consent.xml", "application/xml")],
)
def test_a_bank_is_written_as_a_file_that_reads_back_the_same(client, bank, form, name, kind):
    apply(client, bank, previewed(client, bank))
    do_due_jobs(now=NOW)

    page = client.get(export(client, bank, form).url)

    assert "2 questions are in the file." in text(page)
    job = Job.objects.latest("id")
    file = client.get(reverse("courses:questions_file", args=[bank.uuid, job.uuid]))
    assert file.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert file.headers["Content-Type"].startswith(kind)
    written = b"".join(file.streaming_content)
    again = previewed(client, bank, content=written, name=name)
    assert (again.result["unchanged"], again.result["added"], again.result["changed"]) == (2, 0, 0)


def test_what_a_format_cannot_hold_is_listed_with_the_file(client, bank):
    put_questions(bank, [questions.LIKERT], now=NOW, by=None)

    page = client.get(export(client, bank, "gift").url)

    [lacking] = page.context["page"].object_list
    assert lacking["key"] == questions.LIKERT.key
    assert lacking["reason"] in text(page)
    assert "UNDEFINED" not in text(page)


def test_there_is_no_file_of_what_is_no_export_and_no_format_that_is_none(client, bank):
    job = previewed(client, bank)

    file = reverse("courses:questions_file", args=[bank.uuid, job.uuid])
    assert client.get(file).status_code == 404
    assert export(client, bank, "aiken").status_code == 404
