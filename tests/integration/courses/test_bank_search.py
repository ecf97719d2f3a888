"""A bank's questions are found by the words that a person reads in them."""

import pytest

from courses.services.banks import bank_for, put_questions
from tests import questions_of_every_kind as questions
from tests.factories import LONG_AGO, a_trainer, a_unit

pytestmark = pytest.mark.django_db

PICTURE = f"/assets/{'0' * 64}/circle-of-chairs.svg"


def likert(key, prompt):
    said = questions.LIKERT
    return type(said)(key=key, kind="likert", prompt=f"<p>{prompt}</p>", choices=said.choices)


def a_bank(*said):
    bank = bank_for(a_unit(), "Consent", "en", now=LONG_AGO)
    put_questions(bank, said, now=LONG_AGO, by=None)
    return bank


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("strong", ["b"]),  # nobody sees an element's name
        ("unheard", ["a"]),  # of which some is emphasised
        ("ÉLAN fish", ["c"]),
        ("circle", ["d"]),  # what a picture shows
        ("chairs", []),  # not where it lies
        ("wasagree", []),  # where one block ends, so does a word
    ],
)
def test_words_are_sought_as_they_are_read(client, words, found):
    bank = a_bank(
        likert("a", "Whoever was <em>un</em>heard"),
        likert("b", "How <strong>strong</strong> was it?"),
        likert("c", "With élan, or fish &amp; chips"),
        likert("d", f'<strong>How</strong> it was <img src="{PICTURE}" alt="A > circle">'),
    )

    client.force_login(a_trainer(bank.unit))
    page = client.get(bank.get_absolute_url(), {"q": words})

    assert [row["question"].key for row in page.context["rows"]] == found
