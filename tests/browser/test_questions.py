"""The page of a quiz's questions, with enough attempts that it has something to show."""

import re

import pytest
from playwright.sync_api import expect

PAGE = "/reports/questions/words-that-stay/quiz-words/"


@pytest.fixture(scope="module")
def answered(site):
    """Two hundred and forty more people have handed in the quiz."""
    site.manage("shell", "-c", "from tests.browser.handed_in import fill; fill()")


def test_the_questions_of_a_quiz_are_sound_on_every_screen(answered, open_as, watch, sound):
    page = watch(open_as("admin").new_page())
    page.goto(PAGE)
    page.locator("details").evaluate_all("each => each.forEach(one => one.open = true)")

    sound(page)

    assert page.locator("svg[role=img]").count() == 6  # five questions, and the scores


def test_what_wants_a_look_is_one_press_away(answered, open_as, watch):
    page = watch(open_as("admin").new_page())
    page.goto("/reports/")
    page.get_by_role("link", name="How do the questions of the quizzes do?").click()
    page.get_by_role("link", name="Quiz: words in the chart").click()
    page.locator("#main header").get_by_role("link", name="Question 5").click()

    expect(page).to_have_url(re.compile("#question-old-label$"))
    question = page.locator("section", has=page.locator("#question-old-label"))
    notices = question.locator(".notice").all_inner_texts()
    assert [words for words in notices if "The strongest third chose" in words] != []
