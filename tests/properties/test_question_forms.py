"""Whatever a question says, its form says the same when nothing is changed in it."""

from hypothesis import given, settings

from courses.forms.questions import FORMS, Known
from tests.properties.test_richtext_quiz import asked


def untouched(said):
    """The form as a browser sends it back: line ends as browsers write them."""
    form = FORMS[said.kind]
    flat = {name: value.replace("\n", "\r\n") for name, value in form.flat(said).items() if value}
    return form(Known(before=said, ever={it.key: it for it in said.choices}), posted=flat)


@settings(max_examples=300)
@given(asked)
def test_a_form_that_is_not_touched_says_the_same(said):
    form = untouched(said)
    if not form.is_valid():
        return
    again = form.content()

    assert not form.says_anything_new()
    assert (again.prompt, again.explanation, again.stimulus) == (
        said.prompt,
        said.explanation,
        said.stimulus,
    )
    assert again.hints == said.hints
    words = [(it.key, it.text, it.feedback) for it in again.choices]
    assert words == [(it.key, it.text, it.feedback) for it in said.choices]
