"""What people said: told in batches, never of fewer than five, with names only as promised."""

import pytest
from django.urls import reverse

from courses.models import Activity
from courses.rules.survey import Asks, Item, Privacy
from learning.services.enrolment import enrol
from learning.services.surveys import answer_survey
from tests.factories import NOW, a_learner, a_trainer, an_edition
from tests.integration.learning.helpers import queries_of
from tests.surveys import SETTINGS, settings_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def edition(client):
    made = an_edition(None, "page", "survey")
    Activity.objects.filter(kind="survey").update(settings=SETTINGS)
    client.force_login(a_trainer(made.course.unit))
    return made


def address(edition):
    return reverse("reports:survey", args=[edition.course.key, "en", 1, "survey-2"])


def answered(edition, *said, is_test=False):
    """Each by somebody of their own."""
    for number, answers in enumerate(said):
        person = a_learner(first=f"Person{number}")
        type(person).objects.filter(pk=person.pk).update(is_test=is_test)
        row = enrol(type(person).objects.get(pk=person.pk), edition.course, now=NOW)
        answer_survey(row, edition.activities.get(kind="survey"), answers, now=NOW)


def use(option, **more):
    return {"use": [option], **more}


def shown(client, edition):
    """Options that are told, by prompt; and the page."""
    page = client.get(address(edition))
    assert page.status_code == 200
    told = {
        each.figures.item.key: {option.text: option.count for option in each.figures.options}
        for each in page.context["items"]
    }
    return told, " ".join(page.content.decode().split())


def test_nothing_is_told_of_nine(client, edition):
    answered(edition, *[use("much")] * 9)
    _told, page = shown(client, edition)
    assert "No response is told yet." in page
    assert "9 more wait until there are 10 to be told together." in page


def test_ten_who_say_the_same_are_not_told_apart_from_none(client, edition):
    answered(edition, *[use("much")] * 10)
    told, page = shown(client, edition)
    assert told["use"] == {"Much of it": None, "Some of it": None, "None": None}
    assert "10 responses are told." in page
    assert "Not told, because fewer than 5 chose it" in page


def test_a_number_under_five_hides_what_would_give_it_away(client, edition):
    answered(edition, *[use("much"), use("much"), use("some"), use("none")] * 5)
    told, page = shown(client, edition)  # 10, 5 and 5, and nobody left it open
    assert told["use"] == {"Much of it": 10, "Some of it": None, "None": 5}
    assert "Much of it: 10, 50" in page


def test_options_of_which_many_may_be_picked_are_counted_each_by_itself(client, edition):
    both, one = {"parts": ["cases", "circle"]}, {"parts": ["cases"]}
    answered(edition, *[both, one] * 5)
    told, page = shown(client, edition)
    assert told["parts"] == {"The cases": None, "The circle": 5}
    assert "The circle: 5, 50" in page


def test_counts_of_batches_add_up(client, edition):
    batch = [use("much"), use("much"), use("some"), {"parts": ["cases"]}] * 5
    answered(edition, *batch)
    first, _page = shown(client, edition)
    answered(edition, *batch)
    second, _page = shown(client, edition)
    of_both = [told["use"]["Much of it"] for told in (first, second)]
    assert of_both == [10, 20]


def test_comments_are_shown_from_ten_responses_on_escaped_and_without_a_name(client, edition):
    comments = [use("much", more=f"<b>Comment {n}</b>") for n in range(9)]
    answered(edition, *comments)
    assert "Comment" not in shown(client, edition)[1]
    answered(edition, use("much"))
    page = shown(client, edition)[1]
    assert "&lt;b&gt;Comment 8&lt;/b&gt;" in page
    assert "Person8" not in page


@pytest.mark.parametrize("privacy", [Privacy.ANONYMOUS, Privacy.CONFIDENTIAL])
def test_no_name_is_shown_of_what_is_not_identified(client, edition, privacy):
    Activity.objects.filter(kind="survey").update(settings={**SETTINGS, "privacy": privacy})
    answered(edition, *[use("much")] * 10)
    assert "Person3" not in shown(client, edition)[1]


def test_names_are_shown_as_was_promised(client, edition):
    Activity.objects.filter(kind="survey").update(settings={**SETTINGS, "privacy": "identified"})
    answered(edition, use("much", more="More time."))
    page = shown(client, edition)[1]
    assert "Person0" in page
    assert "<dt>What was missing?</dt><dd>More time.</dd>" in page


def test_a_test_account_is_not_counted(client, edition):
    answered(edition, *[use("much")] * 10, is_test=True)
    assert "No response is told yet." in shown(client, edition)[1]
    assert "wait until" not in shown(client, edition)[1]


def test_the_page_takes_as_many_statements_for_twenty_as_for_ten(client, edition):
    answered(edition, *[use("much")] * 10)
    client.get(address(edition))
    few = queries_of(client, address(edition))
    answered(edition, *[use("some")] * 10)
    assert queries_of(client, address(edition)) == few


def test_the_page_of_the_edition_leads_there(client, edition):
    page = client.get(reverse("reports:edition", args=[edition.course.key, "en", 1]))
    assert f'href="{address(edition)}"' in page.content.decode()


def test_what_is_no_survey_has_no_page(client, edition):
    page = reverse("reports:survey", args=[edition.course.key, "en", 1, "page-1"])
    assert client.get(page).status_code == 404


def test_what_one_person_wrote_on_two_items_cannot_be_told_to_be_one_persons(client, edition):
    items = [Item(key, Asks.COMMENT, f"On {key}?") for key in ("work", "life")]
    Activity.objects.filter(kind="survey").update(settings=settings_of(*items))
    answered(edition, *[{"work": f"work {n}", "life": f"life {(n * 7) % 10}"} for n in range(10)])

    page = client.get(address(edition))

    assert [each.figures.comments for each in page.context["items"]] == [
        tuple(f"{key} {n}" for n in range(10)) for key in ("work", "life")
    ]
