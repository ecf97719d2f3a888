"""A scenario in the player: the server walks, nothing is kept, and only an ending counts."""

from dataclasses import replace

import pytest
from django.urls import reverse

from courses.models import Activity
from courses.rules.scenario import Choice, Scenario, to_settings
from courses.services import kept
from learning.models import Completion, Progress
from learning.services.openings import opening
from tests.factories import NOW, a_learner, an_edition
from tests.integration.courses.payloads import payloads
from tests.integration.courses.test_richtext_payloads import strange
from tests.integration.learning.helpers import (
    activity_of,
    address,
    page_of,
    queries_of,
    taking,
)
from tests.scenarios import SCENARIO, SETTINGS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def case(client):
    """Somebody who has a scenario before them."""
    return before_a_scenario(client)


def before_a_scenario(client, settings=SETTINGS, *more):
    enrolment = taking("scenario", "page", *more, client=client)
    Activity.objects.filter(kind="scenario").update(settings=settings)
    return enrolment, activity_of(enrolment, "scenario")


def page(client, case, way=""):
    return page_of(client, address("activity", *case) + (f"?way={way}" if way else ""))


def leave(client, case, **sent):
    return client.post(address("leave", *case), sent)


def links(text):
    """Where each choice on the page leads."""
    return [part.partition('"')[0] for part in text.split('class="choice cluster" href="')[1:]]


def test_it_begins_with_the_introduction_and_the_first_situation(client, case):
    text = page(client, case)

    here = address("activity", *case)
    assert "Whoever holds the piece may speak." in text
    assert '<h2 id="situation-title" lang="en">A morning handoff</h2>' in text
    assert "<p>The intern is late again.</p>" in text
    assert links(text) == [f"{here}?way=a#situation", f"{here}?way=b#situation"]
    assert "Ask her <em>in private</em></span>" in text
    assert "Your way so far" not in text
    assert 'id="leave"' not in text
    assert "counts when you have come to an end of it" in text


def test_a_choice_shows_its_consequence_and_the_situation_it_leads_to(client, case):
    text = page(client, case, "a")

    here = address("activity", *case)
    assert "<title>Nobody speaks · Scenario 1" in text
    assert "<p>She goes red.</p>" in text
    assert "Nobody speaks</h2>" in text
    assert links(text) == [f"{here}?way=a.a#situation", f"{here}?way=a.b#situation"]
    assert '<li><span class="soft">A morning handoff:</span> Say it before everybody</li>' in text
    assert f'href="{here}">One step back' in text
    assert "Whoever holds the piece may speak." not in text
    assert 'id="leave"' not in text


def test_a_circle_can_be_gone_round_and_left(client, case):
    text = page(client, case, "a.a.a.b")

    assert "A week later</h2>" in text
    assert text.count("Say it before everybody") == 2
    assert "This is one way it can end." in text


def test_an_ending_offers_a_step_back_the_beginning_and_the_way_out(client, case):
    text = page(client, case, "a.b")

    here = address("activity", *case)
    assert "<p>It stays unsaid.</p>" in text
    assert "This is one way it can end." in text
    assert links(text) == []
    assert f'href="{here}?way=a#situation">One step back' in text
    assert f'href="{here}">Begin again' in text
    assert f'action="{address("leave", *case)}" id="leave"' in text
    assert '<input type="hidden" name="way" value="a.b">' in text


def test_walking_writes_nothing(client, case):
    for way in ("", "a", "a.b", "b", "zzz"):
        page(client, case, way)

    assert not Progress.objects.exists()


def test_leaving_from_an_ending_counts_and_leads_on(client, case):
    enrolment, scenario = case
    opened = opening(enrolment.uuid, scenario.key, 1, now=NOW)

    response = leave(client, case, way="a.b", opened=opened)

    assert response.url == f"/learn/{enrolment.uuid}/page-2/"
    assert Progress.objects.get().satisfied_at == NOW


def test_it_can_be_the_last_of_a_course(client):
    enrolment = taking("scenario", client=client)
    Activity.objects.filter(kind="scenario").update(settings=SETTINGS)

    response = leave(client, (enrolment, activity_of(enrolment, "scenario")), way="b")

    assert response.url == enrolment.get_absolute_url()
    assert Completion.objects.get().completed_at == NOW


@pytest.mark.parametrize("way", ["a", "a.a", "c", "a.c", "b.a", "a..b", "a.b.", ".", " ", "a.b\n"])
def test_a_way_without_an_ending_or_none_at_all_counts_for_nothing(client, case, way):
    response = client.post(address("leave", *case), {"way": way}, follow=True)

    assert response.status_code == 200
    assert "Go on until it comes to an end" in response.content.decode()
    assert [row.satisfied_at for row in Progress.objects.all()] == [None]


def test_a_post_without_a_way_counts_for_nothing(client, case):
    for sent in ({}, {"way": ""}, {"ticked": "on"}, {"way": "a." * 200_000 + "b"}):
        response = client.post(address("leave", *case), sent)
        assert response.url == address("activity", *case)

    assert [row.satisfied_at for row in Progress.objects.all()] == [None]


def test_who_leaves_too_early_is_back_where_they_stood(client, case):
    response = leave(client, case, way="a")

    assert response.url == f"{address('activity', *case)}?way=a#situation"


def test_a_scenario_whose_settings_are_no_scenario_is_shown_and_never_counts(client):
    case = before_a_scenario(client, {"situations": "none"})

    text = page(client, case, "a")
    leave(client, case, way="a")

    assert "Whoever holds" in page(client, case)
    assert 'id="situation"' not in text
    assert [row.satisfied_at for row in Progress.objects.all()] == [None]


@pytest.mark.parametrize("way", ["a.gone", "a.a.a.c.b", "gone"])
def test_an_address_that_leads_no_further_says_so_and_stands_where_it_led(client, case, way):
    text = page(client, case, way)

    assert "That way does not go on" in text
    assert "This is one way it can end." not in text


@pytest.mark.parametrize("way", ["%3Cscript%3Ealert(1)%3C/script%3E", "%22%3E", "a" * 3100])
def test_an_address_that_is_no_way_begins_and_shows_nothing_of_itself(client, case, way):
    whole = page(client, case, way)
    switch = whole.index('name="next"')  # the switch of languages leads back to this address
    text = whole[:switch] + whole[whole.index(">", switch) :]

    assert "A morning handoff</h2>" in text
    assert "alert(1)" not in text
    assert "aaaaaa" not in text


def test_what_is_done_can_be_walked_again_and_stays_done(client, case):
    leave(client, case, way="b")

    text = page(client, case, "a")
    response = leave(client, case, way="a")

    assert links(text)
    assert response.url.endswith("/page-2/")
    assert Progress.objects.get().satisfied_at == NOW


def test_another_persons_scenario_is_not_there(client, case):
    client.force_login(a_learner())

    assert client.get(address("activity", *case) + "?way=a").status_code == 404
    assert leave(client, case, way="b").status_code == 404


def test_texts_are_cleaned_links_lead_on_and_works_are_listed(client):
    linked = (
        '<p><a href="#activity-page-2">The page</a> <a class="citation" href="#source-z"></a></p>'
    )
    start, *rest = SCENARIO.situations
    choice = Choice("b", 'Ask <a href="https://a.b">her</a>', linked, "talk")
    bad = '<p onclick="x()">Late.</p><script>x()</script><a href="javascript:x()">y</a>'
    start = replace(start, title="<script>x()</script>", text=bad, choices=(choice,))
    edition = an_edition(None, "scenario", "page", number=None)
    edition.sources = {"z": {"authors": ["Zehr, H."], "title": "The little book", "year": "2015"}}
    edition.number, edition.published_at, edition.content_hash = 1, NOW, "cited"
    edition.save()
    edition.activities.filter(kind="scenario").update(
        settings=to_settings(Scenario((start, *rest)))
    )
    person = a_learner()
    client.force_login(person)
    client.post(reverse("learning:start", args=[edition.course.key]))
    enrolment = person.enrolments.get()
    case = enrolment, activity_of(enrolment, "scenario")

    first, second = page(client, case), page(client, case, "b")

    assert "<p>Late.</p>" in first
    assert "<script>x()" not in first
    assert "javascript:" not in first
    assert "<span>Ask her</span>" in first
    assert f'<a href="/learn/{enrolment.uuid}/page-2/">The page</a>' in second
    assert '<li id="source-z">Zehr, H. (2015). The little book' in second
    assert "source-z" not in first


def test_no_payload_runs_wherever_it_stands(client):
    start, *rest = SCENARIO.situations
    for payload in payloads()[::40]:
        choice = Choice("b", payload, payload, "talk")
        held = replace(start, title="T", text=payload, choices=(choice,))
        kept.clear()
        case = before_a_scenario(client, to_settings(Scenario((held, *rest))))

        for way in ("", "b"):
            text = page(client, case, way)
            shown = text.partition('id="situation"')[2].partition("<nav")[0]
            inside = [part.partition("</article>")[0] for part in shown.split("<article ")[1:]]
            found = [strange(part.partition(">")[2]) for part in inside]
            assert found == [[]] * len(found), payload


@pytest.mark.parametrize("way", ["", "?way=a", "?way=b"])
def test_a_scenario_takes_six_queries_at_most(client, case, way):
    kept.clear()
    url = address("activity", *case) + way

    assert [queries_of(client, url), queries_of(client, url)] == [5, 3]
