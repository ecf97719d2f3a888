"""Every page, asked for in Spanish by each of the six, is in Spanish."""

import re
from datetime import timedelta
from functools import cache
from html.parser import HTMLParser

import pytest
from django.db import transaction
from django.urls import reverse

from accounts.services.bounces import Report, note_bounce
from accounts.services.mail import owe_mail
from tasks.mail import send_due_mail
from tests import factories as make
from tests.house.access import ACCESS
from tests.house.messages import in_catalogue
from tests.house.test_access import WHO
from tests.house.world import a_world

ALONE = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track"}
UNSEEN = {"script", "style"}
SAID = {"aria-label", "alt", "title", "placeholder"}
THEIR_OWN = {"English"}  # a language is called what it calls itself
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")
WORD = re.compile(r"[^\W\d_]{2,}")


class Words(HTMLParser):
    """What a page says; left out are texts in a language of their own, and names."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.open: list[tuple[str, bool]] = []  # tags, and whether what they hold is somebody's own

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        is_theirs = tag in {*UNSEEN, "bdi"} or (tag != "html" and "lang" in named)
        if tag not in ALONE:
            self.open.append((tag, is_theirs or bool(self.open and self.open[-1][1])))
        self.said += [words for name, words in attrs if name in SAID and words and not is_theirs]

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if self.open and not self.open[-1][1]:
            self.said += filter(None, [" ".join(data.split())])


def sentences():
    """What is said in English and otherwise in Spanish; a tag ends a text."""
    for entry in in_catalogue():
        forms = [entry.message.one, *filter(None, [entry.message.many])]
        for form, said in zip(forms, entry.said, strict=True):
            if said != form and form not in THEIR_OWN:
                yield " ".join(re.sub("<[^>]*>", " ", form).split())


@pytest.fixture(scope="module")
def is_english():
    """Whether a whole text is such a sentence; one that is filled in has two words in a row."""
    plain, filled = set(), []
    for sentence in sentences():
        parts = PLACEHOLDER.split(sentence)
        if len(parts) == 1:
            plain.add(sentence)
        elif any(len(WORD.findall(part)) > 1 for part in parts):
            filled.append(".+".join(re.escape(part.replace("%%", "%")) for part in parts))
    of_these = re.compile("|".join(filled))
    return cache(lambda words: words in plain or bool(of_these.fullmatch(words)))


def page(client, world, person, name):
    """The page in Spanish, if there is one; what the visit does is undone."""
    row = ACCESS[name]
    with transaction.atomic():
        client.logout()
        if person:
            client.force_login(person)
        ask = client.get if row.post is None else client.post
        address = reverse(name, kwargs=row.kwargs(world))
        reply = ask(address, row.post or row.query, headers={"accept-language": "es"})
        if reply.streaming:
            b"".join(reply.streaming_content)
        transaction.set_rollback(True)
    is_page = not reply.streaming and "text/html" in reply.headers.get("Content-Type", "")
    return reply.content.decode() if is_page else ""


@pytest.mark.parametrize("who", range(len(WHO)), ids=WHO)
def test_no_page_is_left_in_english(client, db, is_english, who):
    world = a_world()
    found = {}
    for name in sorted(ACCESS):
        words = Words()
        words.feed(page(client, world, world.people[who], name))
        if left := {each for each in words.said if is_english(each)}:
            found[name] = left

    assert found == {}


def test_no_mail_is_left_in_english(client, db, is_english, mailoutbox):
    """A code, an invitation, an address that takes no mail; reminders have a test of their own."""
    unit, now = make.a_unit("Cirugía"), make.NOW
    learner = make.a_learner(unit, language="es")
    make.a_coordinator(unit, language="es")
    address = reverse("account_request_login_code")
    client.post(address, {"email": learner.email}, headers={"accept-language": "es"})
    owe_mail(learner, "invitation", now=now)
    send_due_mail(now)
    note_bounce(Report(learner.email, permanent=True, at=now, code="5.1.1"), now=now)
    send_due_mail(now + timedelta(days=2))

    assert len(mailoutbox) == 3
    for mail in mailoutbox:
        words = Words()
        words.feed("".join(each for each, _type in mail.alternatives))
        lines = [mail.subject, *(" ".join(line.split()) for line in mail.body.splitlines())]
        assert [each for each in [*lines, *words.said] if is_english(each)] == []
