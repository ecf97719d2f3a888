import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connections
from django.urls import reverse

from accounts.models.facts import successor
from credentials.models import Certificate
from credentials.rules.codes import as_typed
from credentials.services.certificates import issue_certificate, issue_missing
from learning.models import Completion, Fulfilment
from tests.factories import NOW, a_learner, an_assignment, an_edition, an_enrolment

pytestmark = pytest.mark.django_db


def a_completion(person=None, *, title="Repair", **fields):
    edition = an_edition(title=title)
    enrolment = an_enrolment(person or a_learner(first="Amara", last="Okafor"), edition)
    enrolment.closed_at = NOW
    enrolment.save()
    return Completion.objects.create(
        person=enrolment.person,
        course=enrolment.course,
        enrolment=enrolment,
        edition=edition,
        completed_at=NOW,
        source="enrolment",
        hours=Decimal("0.5"),
        recorded_at=NOW,
        **fields,
    )


def revoke(completion):
    now = NOW + timedelta(days=1)
    Completion.objects.filter(pk=completion.pk).supersede(now)
    successor(completion, now=now, revoked_at=now, reason="Entered by mistake.").save()


def test_a_certificate_says_what_was_true_when_it_was_issued():
    completion = a_completion()

    certificate = issue_certificate(completion, now=NOW)
    completion.person.last_name = "Lindqvist"
    completion.person.save()

    again = issue_certificate(completion, now=NOW + timedelta(days=3))
    assert again == certificate
    assert (again.name, again.title, again.edition) == ("Amara Okafor", "Repair", "1")
    assert (again.hours, again.completed_on) == (Decimal("0.50"), date(2026, 11, 24))
    assert as_typed(again.code) == again.code


def test_a_certificate_prints_until_when_its_completion_is_valid():
    completion = a_completion()
    Fulfilment.objects.create(
        assignment=an_assignment(completion.person),
        completion=completion,
        expires_on=date(2027, 11, 30),
        recorded_at=NOW,
    )

    assert issue_certificate(completion, now=NOW).valid_until == date(2027, 11, 30)


def test_the_sweeper_issues_what_is_owed_and_nothing_twice():
    owed = [a_completion(), a_completion()]
    a_completion(revoked_at=NOW, reason="Entered by mistake.")

    assert issue_missing(now=NOW) == 2
    assert issue_missing(now=NOW) == 0

    assert [c.completion for c in Certificate.objects.order_by("id")] == owed


@pytest.mark.django_db(transaction=True)
def test_four_at_once_issue_one_certificate():
    completion = a_completion()

    def issue(_):
        try:
            return issue_certificate(completion, now=NOW).code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        codes = set(threads.map(issue, range(4)))

    assert codes == {Certificate.objects.get().code}


def test_the_page_of_a_completion_leads_to_its_certificate(client):
    completion = a_completion()
    client.force_login(completion.person)

    page = client.get(
        reverse("credentials:certificate_of", args=[completion.uuid]), follow=True
    ).content.decode()

    for said in ("Amara Okafor", "Repair", "24 November 2026", Certificate.objects.get().code):
        assert said in page


def test_a_certificate_is_its_persons_alone(client):
    completion = a_completion()
    certificate = issue_certificate(completion, now=NOW)
    client.force_login(a_learner())

    addresses = [
        reverse("credentials:certificate", args=[certificate.uuid]),
        reverse("credentials:certificate_pdf", args=[certificate.uuid]),
        reverse("credentials:certificate_of", args=[completion.uuid]),
    ]

    assert [client.get(address).status_code for address in addresses] == [404, 404, 404]


@pytest.mark.parametrize(
    "name",
    ["Ελένη Παπαδοπούλου", "Nguyễn Thị Hương", "محمد علي", "王小明", "=#read('/etc/passwd')"],
)
def test_the_pdf_sets_any_name(client, name):
    completion = a_completion()
    completion.person.first_name, completion.person.last_name = name, ""
    completion.person.save()
    certificate = issue_certificate(completion, now=NOW)
    client.force_login(completion.person)

    reply = client.get(reverse("credentials:certificate_pdf", args=[certificate.uuid]))

    assert reply.status_code == 200
    assert reply["Content-Type"] == "application/pdf"
    assert reply.content.startswith(b"%PDF-")


def test_the_pdf_is_tagged_and_claims_the_accessible_standard(client):
    completion = a_completion()
    certificate = issue_certificate(completion, now=NOW)
    client.force_login(completion.person)

    content = client.get(reverse("credentials:certificate_pdf", args=[certificate.uuid])).content

    assert b"/StructTreeRoot" in content
    assert re.search(rb"pdfuaid:part", content)


def test_anyone_may_verify_and_sees_what_was_printed_and_nothing_else(client):
    completion = a_completion()
    certificate = issue_certificate(completion, now=NOW)

    reply = client.get(reverse("credentials:verify", args=[certificate.code]))
    page = reply.content.decode()

    assert reply.status_code == 200
    assert "This certificate is valid." in page
    for said in ("Amara Okafor", "Repair", "24 November 2026"):
        assert said in page
    assert completion.person.email not in page
    assert completion.person.hr_id not in page
    assert str(completion.uuid) not in page


def test_a_revoked_certificate_says_so(client):
    completion = a_completion()
    certificate = issue_certificate(completion, now=NOW)
    revoke(completion)

    page = client.get(reverse("credentials:verify", args=[certificate.code])).content.decode()

    assert "This certificate has been revoked." in page
    assert "This certificate is valid." not in page


@pytest.mark.parametrize("code", ["HC7K-Q29M-4TXA-8W2B-N5DE", "nonsense", "é"])
def test_an_unknown_code_is_not_found(client, code):
    reply = client.get(f"/verify/{code}/")

    assert reply.status_code == 404
    assert "We know no certificate with this code." in reply.content.decode()


def test_a_code_typed_loosely_finds_its_certificate(client):
    certificate = issue_certificate(a_completion(), now=NOW)
    typed = certificate.code.lower().replace("-", " ")

    reply = client.get(reverse("credentials:verify_form"), {"code": typed}, follow=True)

    assert reply.redirect_chain == [(f"/verify/{certificate.code}/", 302)]
    assert "This certificate is valid." in reply.content.decode()


def test_a_code_that_is_too_short_is_explained_at_the_field(client):
    reply = client.get(reverse("credentials:verify_form"), {"code": "HC7K"})

    assert reply.status_code == 422
    assert "A code has twenty letters and digits." in reply.content.decode()


def test_verifying_is_limited_to_thirty_a_minute(client):
    address = reverse("credentials:verify", args=["HC7K-Q29M-4TXA-8W2B-N5DE"])

    statuses = [client.get(address).status_code for _ in range(61)]

    assert statuses[:30] == [404] * 30
    assert statuses[-1] == 429


@pytest.mark.parametrize("completions", [1, 50])
def test_a_transcript_asks_the_same_queries_however_long(
    client, django_assert_num_queries, completions
):
    person = a_learner()
    for number in range(completions):
        a_completion(person, title=f"Course {number}")
    client.force_login(person)

    with django_assert_num_queries(3):
        page = client.get(reverse("credentials:transcript")).content.decode()

    assert page.count("<h3>") == completions


def test_a_transcript_counts_no_hours_of_a_revoked_completion(client):
    person = a_learner()
    a_completion(person, title="Kept")
    revoke(a_completion(person, title="Taken back"))
    client.force_login(person)

    page = client.get(reverse("credentials:transcript")).content.decode()

    assert "0.5 hours of study." in page
    assert page.count("Revoked: it no longer counts.") == 1


def test_an_empty_transcript_says_what_to_do_next(client):
    client.force_login(a_learner())

    page = client.get(reverse("credentials:transcript")).content.decode()

    assert "Your record begins with the first course you complete." in page
    assert reverse("courses:catalogue") in page


@pytest.mark.parametrize(
    ("hours", "said"), [("10", "10 hours"), ("0.50", "0.5 hours"), ("1", "1 hour of")]
)
def test_hours_are_said_as_people_say_them(client, hours, said):
    completion = a_completion()
    Completion.objects.filter(pk=completion.pk).update(hours=Decimal(hours))
    completion.refresh_from_db()
    certificate = issue_certificate(completion, now=NOW)
    client.force_login(completion.person)

    page = client.get(reverse("credentials:certificate", args=[certificate.uuid])).content.decode()

    assert f"{said} of study" in page or f"{said} study" in page
