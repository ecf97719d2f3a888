"""Reports by mail: a link each week or month, to who asked for it, within what they may see."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail as outbox
from django.urls import reverse

from accounts.models import Grant, Mail, OptOut
from accounts.services.mail_choices import stop_token
from reports.models import Mailed, Mailing
from tasks.mail import send_due_mail
from tasks.reports import mail_due_reports
from tests.factories import NOW, a_coordinator, a_trainer, a_unit

pytestmark = pytest.mark.django_db
MAILINGS = reverse("reports:mailings")
PEOPLE = reverse("reports:make_mailing", args=["people"])
CHICAGO = ZoneInfo("America/Chicago")
MONDAY = datetime(2026, 11, 30, 7, tzinfo=CHICAGO)  # NOW is the Tuesday before


@pytest.fixture
def surgery():
    return a_unit("Surgery", parent=a_unit("Medicine"))


@pytest.fixture
def coordinator(surgery):
    return a_coordinator(surgery)


def asked(client, person, *, every="weekly", name="Who is late", **filters):
    """From the page, as somebody does."""
    with time_machine.travel(NOW, tick=False):
        client.force_login(person)
        address = f"{PEOPLE}?standing=overdue"
        response = client.post(address, {"name": name, "every": every, **filters})
    assert response.status_code == 302, response.content
    return Mailing.objects.get(name=name, person=person)


def mailed(moment):
    """What goes out when the timetable comes round at that moment."""
    before = len(outbox.outbox)
    mail_due_reports(moment)
    send_due_mail(moment)
    return outbox.outbox[before:]


@pytest.mark.parametrize(
    ("every", "first", "second"),
    [
        ("weekly", MONDAY, MONDAY + timedelta(days=7)),
        (
            "monthly",
            datetime(2026, 12, 1, 7, tzinfo=CHICAGO),
            datetime(2027, 1, 1, 7, tzinfo=CHICAGO),
        ),
    ],
)
def test_it_comes_on_its_day_and_not_before_and_once(client, coordinator, every, first, second):
    asked(client, coordinator, every=every)

    assert mailed(first - timedelta(minutes=1)) == []
    assert len(mailed(first)) == 1
    assert mailed(first + timedelta(minutes=1)) == []
    assert len(mailed(second)) == 1


def test_it_carries_a_link_to_the_view_and_no_figure(client, coordinator, surgery):
    asked(client, coordinator)

    [sent] = mailed(MONDAY)

    [html] = [part for part, _kind in sent.alternatives]
    assert sent.subject == "Your report: Who is late"
    assert sent.attachments == []
    for words in (sent.body, html):
        assert f"http://testserver{reverse('reports:people')}?" in words
        assert "standing=overdue" in words
        assert f"unit={surgery.uuid}" in words
        assert "UNDEFINED" not in words


def test_after_an_outage_one_mail_goes_out(client, coordinator):
    asked(client, coordinator)

    assert len(mailed(MONDAY + timedelta(days=22))) == 1
    assert mailed(MONDAY + timedelta(days=23)) == []
    assert Mailed.objects.count() == 1


def test_who_answers_for_nobody_any_more_gets_none(client, coordinator):
    asked(client, coordinator)
    Grant.objects.filter(person=coordinator).update(to_on=MONDAY.date())

    assert mailed(MONDAY) == []
    assert Mail.objects.get().withdrawn_because == "answers for nobody"


def test_what_has_ended_is_mailed_no_longer(client, coordinator):
    mailing = asked(client, coordinator)
    mail_due_reports(MONDAY)

    client.post(reverse("reports:end_mailing", args=[mailing.uuid]))
    client.post(reverse("reports:end_mailing", args=[mailing.uuid]))

    assert mailed(MONDAY) == []
    assert mailed(MONDAY + timedelta(days=7)) == []


def test_one_click_stops_these_mails(client, coordinator):
    asked(client, coordinator)
    [sent] = mailed(MONDAY)
    stop = reverse("accounts:stop_mail", args=[stop_token(coordinator, "report")])

    assert stop in sent.extra_headers["List-Unsubscribe"]
    client.logout()
    client.post(stop, {"List-Unsubscribe": "One-Click"})

    assert mailed(MONDAY + timedelta(days=7)) == []
    client.force_login(coordinator)
    assert "switched these mails off" in client.get(MAILINGS).content.decode()


def test_only_who_may_get_them_is_asked_about_them(client, coordinator, surgery):
    profile, choose = reverse("accounts:profile"), reverse("accounts:choose_mail")
    trainer = a_trainer(surgery)

    client.force_login(trainer)
    assert "Reports that you have mailed" not in client.get(profile).content.decode()
    client.post(choose, {"mail": ["marked", "reminder"]})
    assert not OptOut.objects.exists()

    client.force_login(coordinator)
    assert "Reports that you have mailed" in client.get(profile).content.decode()


def test_it_speaks_the_language_of_its_reader(client, coordinator):
    asked(client, coordinator)
    coordinator.language = "es"
    coordinator.save()

    [sent] = mailed(MONDAY)

    assert sent.subject == "Su informe: Who is late"
    assert "todos los lunes" in sent.body


def test_asking_twice_is_one_and_a_name_is_taken_once(client, coordinator):
    asked(client, coordinator)
    asked(client, coordinator)

    with time_machine.travel(NOW, tick=False):
        other = client.post(PEOPLE, {"name": "Who is late", "every": "weekly"})

    assert other.status_code == 422
    assert Mailing.objects.count() == 1


def test_the_page_lists_ones_own_alone(client, coordinator, surgery):
    asked(client, coordinator)
    mailing = Mailing.objects.get()
    client.get(MAILINGS)  # which says once that it was made

    client.force_login(a_coordinator(surgery))
    assert "Who is late" not in client.get(MAILINGS).content.decode()
    assert client.post(reverse("reports:end_mailing", args=[mailing.uuid])).status_code == 404

    client.force_login(coordinator)
    text = client.get(MAILINGS).content.decode()
    assert "Who is late" in text
    assert "30 November 2026, 07:00" in text


def test_two_workers_owe_it_once(client, coordinator):
    asked(client, coordinator)

    mail_due_reports(MONDAY)
    mail_due_reports(MONDAY)

    assert Mail.objects.count() == 1


def test_a_page_that_is_none_is_not_there(client, coordinator):
    client.force_login(coordinator)

    assert client.get(reverse("reports:make_mailing", args=["nothing"])).status_code == 404
