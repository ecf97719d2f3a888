"""The outbox's page: what waits, what is stuck, and giving it another go."""

from datetime import timedelta
from threading import Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, Mail
from accounts.services.bounces import Report, note_bounce
from accounts.services.mail import claim_mails, owe_mail
from accounts.services.outbox import in_state, try_again, try_all_again
from tests.factories import NOW, a_learner, a_unit, an_admin

pytestmark = pytest.mark.django_db
PAGE = reverse("accounts:outbox")


@pytest.fixture
def unit():
    return a_unit()


def parked(person=None, kind="reminder", said="451 Busy"):
    mail = owe_mail(person or a_learner(), kind, now=NOW)
    mail.tries, mail.last_error = 5, said
    mail.save()
    return mail


def undeliverable(person=None, **fields):
    mail = owe_mail(person or a_learner(), "reminder", now=NOW)
    mail.withdrawn_at, mail.withdrawn_because = NOW, fields.get("because", "undeliverable")
    mail.last_error = "550 5.7.1 Relaying denied"
    mail.save()
    return mail


def marked(person):
    note_bounce(Report(person.email, permanent=True, at=NOW, code="5.1.1"), now=NOW)
    Mail.objects.filter(kind="bounces").delete()


def shown(client, query=""):
    response = client.get(f"{PAGE}{query}")
    assert response.status_code == 200
    return [mail.pk for mail in response.context["page"]], response.content.decode()


def test_what_needs_a_look_is_shown_first_and_the_rest_by_filter(client, unit):
    client.force_login(an_admin(unit))
    stuck, hopeless = parked(a_learner(unit, first="Ada")), undeliverable()
    waiting = owe_mail(a_learner(unit), "invitation", now=NOW)
    waiting_too = owe_mail(a_learner(first="Zoë"), "reminder", now=NOW)
    Mail.objects.filter(pk=waiting_too.pk).update(tries=2, last_error="450 Later")
    undeliverable(because="completed")

    ids, text = shown(client)
    assert ids == [hopeless.pk, stuck.pk]
    assert "2 mails did not go out." in text
    assert "Relaying denied" in text
    assert "Parked after five tries" in text
    assert shown(client, "?state=parked")[0] == [stuck.pk]
    assert shown(client, "?state=undeliverable")[0] == [hopeless.pk]
    assert shown(client, "?state=waiting")[0] == [waiting_too.pk, waiting.pk]
    assert shown(client, "?state=waiting&kind=invitation")[0] == [waiting.pk]
    assert shown(client, "?state=waiting&q=zoe")[0] == [waiting_too.pk]
    assert shown(client, "?state=nonsense&kind=nonsense")[0] == [hopeless.pk, stuck.pk]
    assert shown(client, "?q=ada")[0] == [stuck.pk]


def test_an_empty_outbox_says_so(client):
    client.force_login(an_admin())

    ids, text = shown(client)

    assert ids == []
    assert "Nothing is stuck." in text


def test_an_admin_of_a_department_sees_their_own_people_alone(client, unit):
    here, elsewhere = a_unit(parent=unit), a_unit(parent=unit)
    client.force_login(an_admin(here))
    mine, theirs = parked(a_learner(here)), parked(a_learner(elsewhere))

    assert shown(client)[0] == [mine.pk]
    address = reverse("accounts:try_mail_again", args=[theirs.uuid])
    assert client.post(address).status_code == 404
    client.post(reverse("accounts:try_mails_again"))
    theirs.refresh_from_db()
    assert theirs.tries == 5
    mine.refresh_from_db()
    assert mine.tries == 0


def test_trying_again_owes_it_anew_and_says_who_did(client):
    admin = an_admin()
    client.force_login(admin)
    mail = undeliverable()

    address = reverse("accounts:try_mail_again", args=[mail.uuid])
    response = client.post(address, {"query": "state=undeliverable&page=2"})

    assert response.url == f"{PAGE}?state=undeliverable&page=2"
    mail.refresh_from_db()
    assert (mail.withdrawn_at, mail.withdrawn_because, mail.tries) == (None, "", 0)
    assert list(Mail.objects.claimable(timezone.now(), timedelta(0))) == [mail]
    entry = AuditEntry.objects.get(action="accounts.mail.tried_again")
    assert (entry.by, entry.subject) == (admin, f"mail:{mail.uuid}")
    assert entry.before["said"] == "550 5.7.1 Relaying denied"


def test_a_second_click_changes_nothing():
    admin, mail = an_admin(), parked()
    try_again(mail, now=NOW, by=admin)

    with pytest.raises(ValidationError) as refused:
        try_again(mail, now=NOW, by=admin)

    assert refused.value.code == "not_stuck"
    assert AuditEntry.objects.filter(action="accounts.mail.tried_again").count() == 1


def test_nothing_goes_again_to_a_marked_address():
    admin, person = an_admin(), a_learner()
    mail, other = undeliverable(person), parked()
    marked(person)

    with pytest.raises(ValidationError) as refused:
        try_again(mail, now=NOW, by=admin)
    assert refused.value.code == "address_marked"
    assert try_all_again(in_state("", now=NOW), now=NOW, by=admin) == 1

    other.refresh_from_db()
    assert other.tries == 0


def test_the_last_try_of_a_mail_is_not_disturbed():
    mail = owe_mail(a_learner(), "reminder", now=NOW)
    Mail.objects.update(tries=4)
    claim_mails(now=NOW)
    mail.refresh_from_db()
    assert mail.tries == 5

    assert not in_state("parked", now=NOW).exists()
    with pytest.raises(ValidationError):
        try_again(mail, now=NOW, by=an_admin())


def test_all_that_match_go_again_with_one_entry_in_the_audit(client):
    client.force_login(an_admin())
    for _ in range(3):
        parked(kind="invitation")
    left = parked()

    client.post(reverse("accounts:try_mails_again"), {"query": "kind=invitation"})

    assert list(in_state("", now=timezone.now())) == [left]
    entry = AuditEntry.objects.get(action="accounts.mail.tried_again")
    assert (entry.subject, entry.after) == ("outbox", {"mails": 3})


def test_the_page_asks_no_more_for_many_than_for_few(client, django_assert_num_queries):
    client.force_login(an_admin())
    parked()
    with django_assert_num_queries(5):
        client.get(PAGE)
    for _ in range(4):
        parked()
    with django_assert_num_queries(5):
        client.get(PAGE)


@pytest.mark.django_db(transaction=True)
def test_four_clicks_at_once_are_one():
    admin, mail = an_admin(), parked()
    errors = []

    def click():
        try:
            try_again(mail, now=NOW, by=admin)
        except ValidationError as refusal:
            errors.append(refusal.code)
        connection.close()

    threads = [Thread(target=click) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert errors == ["not_stuck"] * 3
    assert AuditEntry.objects.count() == 1
