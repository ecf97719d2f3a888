import json
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from courses.rules.marking import mark
from courses.rules.scores import scaled_score
from learning.rules.attempts import AttemptState
from learning.rules.kept_score import Tried, passed
from learning.rules.regrading import Given, Measure, Ruler, Turn, turn

CHOICES = ["a", "b", "c"]
points = st.decimals(0, 10, places=2)
scores = st.decimals(0, 1, places=4)
values = st.none() | st.sampled_from(CHOICES).map(lambda key: json.dumps({"choice": key}))
questions = st.integers(1, 4)
responses = st.lists(st.builds(Given, questions, points, values, st.none() | scores), max_size=6)
measures = st.dictionaries(
    questions,
    st.sampled_from(CHOICES).flatmap(
        lambda right: st.builds(
            Measure, st.just("single"), st.just({"choices": CHOICES, "right": right}), points
        )
    ),
)


@given(responses, measures)
def test_a_ruler_marks_as_the_questions_themselves_do(given_responses, newer):
    def plainly(response):
        measure = newer.get(response.question)
        if measure is None:
            return response.points, response.score or Decimal(0)
        value = response.value and json.loads(response.value)
        return measure.points, mark("single", measure.definition, value).score

    assert Ruler(newer).score(given_responses) == scaled_score(map(plainly, given_responses))


@given(responses, measures)
def test_marked_again_by_the_same_ruler_nothing_changes(given_responses, newer):
    ruler = Ruler(newer)

    assert ruler.score(given_responses) == ruler.score(given_responses)
    assert ruler.score(given_responses) == Ruler(newer).score(given_responses)


@given(responses)
def test_by_an_edition_without_these_questions_everything_stays(given_responses):
    kept = [(each.points, each.score or Decimal(0)) for each in given_responses]

    assert Ruler({}).score(given_responses) == scaled_score(kept)


@given(st.lists(scores, min_size=1, max_size=4), scores, scores)
def test_a_pass_turns_only_one_way_by_itself(given_scores, again, pass_mark):
    """Fail to pass follows at once; pass to fail is only said, and the pass stays."""
    before = Tried(AttemptState.SUBMITTED, tuple(given_scores))
    after = Tried(AttemptState.SUBMITTED, (*given_scores, again))

    becomes = turn(passed(pass_mark, [before]), again, pass_mark)

    assert passed(pass_mark, [after]) == (passed(pass_mark, [before]) or becomes == Turn.PASSES)
    assert (becomes == Turn.FAILS) == (passed(pass_mark, [before]) and again < pass_mark)
