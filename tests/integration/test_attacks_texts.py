"""Texts that mean something elsewhere: to a mail's header, a spreadsheet, a database."""

import csv
import io

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import Mail
from accounts.services.invitations import INVITATION
from accounts.services.mail import owe_mail
from tasks.mail import send_due_mail
from tests import factories as make
from tests.integration.learning.helpers import at_now

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now():
    with at_now:
        yield


FORMULA = ("=", "+", "-", "@", "\t", "\r")
MARKUP = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&{{7*7}}"


@pytest.mark.parametrize(
    "address",
    [
        "/courses/?q=%00",
        "/requirements/?q=a%00b",
        "/reports/?requirement=%00",
        "/reports/people.csv?unit=%00",
        "/people/?q=%00",
        "/assets/%00/x",
        "/assets/x/%00",
        "/verify/%00/",
        "/account/login/?next=/%00",
        "/?%00=1",
    ],
)
def test_an_address_with_a_nul_is_refused_with_a_sentence(client, address):
    client.force_login(make.an_admin())

    reply = client.get(address)

    assert reply.status_code == 400
    assert "We could not read that" in reply.content.decode()


@pytest.mark.parametrize(
    "name", ["A\r\nBcc: all@example.org", "A\nB", "A\rB", "A\u2028B", 'A, "B" <c@d.example>']
)
def test_no_name_keeps_a_mail_from_its_person_or_brings_it_to_another(client, name):
    person = make.a_person()
    client.force_login(person)
    client.post(reverse("accounts:profile"), {"preferred_name": name})
    owe_mail(person, INVITATION, now=make.LONG_AGO)
    type(person).objects.filter(pk=person.pk).update(last_login=None)

    send_due_mail()

    assert Mail.objects.get().sent_at is not None
    message = mail.outbox[0].message()
    assert len(mail.outbox[0].recipients()) == 1
    assert message["Bcc"] is None
    assert message["To"].count("@example.org>") == 1
    assert message["To"].rstrip().endswith(f"<{person.email}>")


def test_what_people_are_called_is_text_on_every_page_that_names_them(client):
    unit = make.a_unit(MARKUP)
    admin = make.an_admin(unit, first=MARKUP, last=MARKUP, preferred_name=MARKUP)
    version = make.a_requirement(None, unit, title=MARKUP, purpose=MARKUP)
    make.an_assignment(admin, version)
    client.force_login(admin)
    addresses = [
        *map(reverse, ("learning:home", "accounts:people", "accounts:profile", "accounts:invite")),
        *map(reverse, ("learning:requirements", "learning:new_requirement")),
        *map(reverse, ("reports:overview", "reports:people", "credentials:transcript")),
        admin.get_absolute_url(),
        reverse("accounts:deactivate", args=[admin.uuid]),
        reverse("accounts:grant", args=[admin.uuid]),
        version.requirement.get_absolute_url(),
        reverse("learning:end_requirement", args=[version.requirement.key]),
        reverse("learning:course", args=[version.course.key]),
        reverse("accounts:people") + "?q=" + "%3Cscript%3Ealert(1)",
        reverse("courses:catalogue") + "?q=%3Cscript%3Ealert(1)",
        reverse("learning:requirements") + "?q=%3Cscript%3Ealert(1)",
        reverse("credentials:verify", args=["<script>alert(1)"]),
    ]
    for address in addresses:
        reply = client.get(address)
        page = reply.content.decode()

        assert "<script>alert" not in page, address
        assert "<img src=x" not in page, address
        assert "script-src 'self'" in reply["Content-Security-Policy"], address


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", "\n=", " ="])
def test_no_cell_of_a_file_is_computed(client, start):
    unit = make.a_unit("School")
    admin = make.an_admin(unit)
    version = make.a_requirement(None, unit, title=f"{start}HYPERLINK(1)")
    person = make.a_person(unit, first=f"{start}cmd|' /C calc'!A0", hr_id=f"{start}1")
    make.an_assignment(person, version)
    client.force_login(admin)

    found = []
    for name in ("reports:people_csv", "reports:overview_csv"):
        text = b"".join(client.get(reverse(name)).streaming_content).decode()
        found += csv.reader(io.StringIO(text, newline=""))

    assert person.email in [cell for row in found for cell in row]
    assert not [cell for row in found for cell in row if cell.lstrip(" \n").startswith(FORMULA)]
