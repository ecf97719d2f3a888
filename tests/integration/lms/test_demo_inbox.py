from datetime import UTC, datetime

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings, tmp_path):
    settings.DEMO = True
    settings.MAIL_DIR = tmp_path
    return tmp_path


def deliver(folder, *mails):
    """One connection, one file, however many mails."""
    backend = "django.core.mail.backends.filebased.EmailBackend"
    with get_connection(backend, file_path=folder) as connection:
        for to, subject, html in mails:
            mail = EmailMultiAlternatives(
                subject,
                "Read on: http://testserver/learn/",
                to=[to],
                headers={"Date": "Tue, 24 Nov 2026 15:00:00 -0000"},
                connection=connection,
            )
            if html:
                mail.attach_alternative(html, "text/html")
            mail.send()


def test_outside_the_demo_there_is_no_inbox(client, demo, settings):
    deliver(demo, ("amara@example.org", "Due soon", ""))
    (mail,) = client.get(reverse("demo_inbox")).context["mails"]
    pages = [reverse("demo_inbox"), reverse("demo_mail", args=[mail.name])]
    assert [client.get(page).status_code for page in pages] == [200, 200]

    settings.DEMO = False

    assert [client.get(page).status_code for page in pages] == [404, 404]


def test_the_newest_mail_stands_first(client, demo):
    deliver(demo, ("amara@example.org", "First", ""), ("ruth@example.org", "Second, née Weiß", ""))

    mails = client.get(reverse("demo_inbox")).context["mails"]

    at = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
    assert [(mail.to, mail.subject, mail.at) for mail in mails] == [
        ("ruth@example.org", "Second, née Weiß", at),
        ("amara@example.org", "First", at),
    ]


def test_one_persons_mail_can_be_asked_for(client, demo):
    deliver(demo, ("amara@example.org", "First", ""), ("ruth@example.org", "Second", ""))

    mails = client.get(reverse("demo_inbox"), {"to": "AMARA"}).context["mails"]

    assert [mail.subject for mail in mails] == ["First"]


def test_a_mail_opens_as_text_with_its_links(client, demo):
    deliver(demo, ("amara@example.org", "Due soon", ""))
    (mail,) = client.get(reverse("demo_inbox")).context["mails"]

    page = client.get(reverse("demo_mail", args=[mail.name])).content.decode()

    assert '<a href="http://testserver/learn/"' in page
    assert "<iframe" not in page


def test_a_mail_as_it_looks_may_style_itself_and_nothing_more(client, demo):
    deliver(demo, ("amara@example.org", "Due soon", '<head></head><p style="color: red">Due</p>'))
    (mail,) = client.get(reverse("demo_inbox")).context["mails"]

    shown = client.get(reverse("demo_mail_html", args=[mail.name]))

    page = '<head><base target="_top"></head><p style="color: red">Due</p>'
    assert shown.content.decode() == page
    assert shown["X-Frame-Options"] == "SAMEORIGIN"
    policy = set(shown["Content-Security-Policy"].split("; "))
    assert {
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "sandbox allow-top-navigation-by-user-activation",
    } <= policy
    assert not [part for part in policy if part.startswith("script-src")]


@pytest.mark.parametrize("name", ["nobody-0", "secret_key", "passwd"])
def test_a_name_that_is_no_mail_is_not_found(client, demo, name):
    assert client.get(reverse("demo_mail", args=[name])).status_code == 404
