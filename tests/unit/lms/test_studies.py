import pytest

from courses.rules.marking import by_hand, mark, read, scored
from lms.management.seeding.studies import another, right_answer
from tests.every_kind import CASE, EVERY_KIND, as_asked

ASKED = [as_asked(said) for said in EVERY_KIND if said is not CASE]


@pytest.mark.parametrize("question", ASKED, ids=lambda question: question.kind)
def test_a_learner_of_the_demo_can_do_every_kind_rightly_or_not(question):
    rightly, otherwise = right_answer(question), another(question)

    marked = mark(question.kind, question.definition, rightly)
    assert marked.score == int(scored(question.kind) and not by_hand(question.kind))
    assert mark(question.kind, question.definition, otherwise).score < 1
    assert rightly
    assert otherwise


def test_what_is_said_of_an_essay_is_a_text():
    [essay] = [question for question in ASKED if question.kind == "essay"]

    assert read("essay", {}, {"": [right_answer(essay)["text"]]}) == right_answer(essay)
