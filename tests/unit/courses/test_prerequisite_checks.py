"""What the publishing checks say of what must be done before what."""

from dataclasses import replace

import pytest

from courses.rules.content import ActivityContent, EditionContent, ModuleContent
from courses.rules.findings import Code, Finding, Severity
from courses.rules.prerequisites import named_in
from courses.rules.publishing_checks import errors, findings
from courses.services.check_mending import mending
from courses.services.check_words import say


def page(key, *after, required=True, title=None):
    settings = {"after": [*after]} if after else {}
    said = key.capitalize() if title is None else title
    return ActivityContent(
        key, "page", said, "<p>Words.</p>", required=required, criterion="viewed", settings=settings
    )


def found(*activities, **fields):
    modules = (ModuleContent("one", "One", activities=activities),)
    return findings(EditionContent(language="en", title="A course", modules=modules, **fields))


def test_what_comes_after_what_stands_before_it_is_sound():
    assert found(page("a"), page("b", "a"), page("c", "a", "b")) == []


def test_what_is_no_activity_is_named():
    [finding] = found(page("a"), page("b", "a", "gone"))

    assert finding == Finding(Code.AFTER_UNKNOWN, "b", "B", detail="gone")
    assert finding.severity == Severity.ERROR
    assert say(finding) == (
        "B: It comes after “gone”, which is no activity of this course, so nobody could open it."
    )
    assert mending(finding) == "Choose anew what it comes after, and save it."


def test_an_activity_that_comes_after_itself_is_named():
    [finding] = found(page("a", "a"))

    assert finding == Finding(Code.AFTER_ITSELF, "a", "A", detail="A")
    assert finding.severity == Severity.ERROR


def test_a_circle_is_named_once_with_all_that_are_in_it():
    found_ = found(page("a"), page("b", "d"), page("c", "b", title=""), page("d", "c", "a"))

    assert found_[:1] == [Finding(Code.AFTER_CIRCLE, "b", "B", detail="B”, “c”, “D")]
    assert errors(found_)[:1] == found_[:1]
    assert say(found_[0]) == (
        "B: These wait for one another, so nobody could open any of them: “B”, “c”, “D”."
    )
    assert [it.code for it in found_] == [Code.AFTER_CIRCLE, Code.NO_TITLE]


def test_what_waits_for_a_circle_is_not_named_besides():
    assert [(it.code, it.activity) for it in found(page("a", "b"), page("b", "a"), page("c", "b"))
    ] == [(Code.AFTER_CIRCLE, "a")]  # fmt: skip


def test_a_required_activity_after_optional_ones_is_a_warning_that_names_them():
    optional = (page("a", required=False), page("b", "a", required=False))
    [finding] = found(*optional, page("c", "b"), page("d", "c"))

    assert finding == Finding(Code.AFTER_OPTIONAL, "c", "C", detail="A”, “B")
    assert finding.severity == Severity.WARNING
    assert say(finding) == (
        "C: The course needs it, and it comes after what is optional: people who leave out "
        "“A”, “B” cannot do it."
    )


def test_what_is_of_a_group_is_not_asked_of_everyone():
    pages = (page("a"), page("b"), page("c", "a"), page("d", "c", required=False))

    rule = {"at_least": 2, "of": ["a", "b"]}

    assert found(*pages, completion_rule=rule) == [
        Finding(Code.AFTER_OPTIONAL, "c", "C", detail="A")
    ]


def test_what_comes_later_in_the_course_is_a_warning():
    [finding] = found(page("a", "b"), page("b"))

    assert finding == Finding(Code.AFTER_LATER, "a", "A", detail="B")
    assert finding.severity == Severity.WARNING


def test_a_translation_comes_after_the_same():
    def course(language, *after):
        modules = (
            ModuleContent("one", "One", activities=(page("a"), page("b"), page("c", *after))),
        )
        return EditionContent(language=language, title="A course", modules=modules)

    def against(*after):
        return [it.code for it in findings(course("es", *after), course("en", "a", "b"))]

    assert against("a", "b") == against("b", "a") == []
    assert against("a") == against() == [Code.OTHER_THAN_ORIGINAL]


@pytest.mark.parametrize("odd", [None, "a", 3, {"a": 1}, [1, None]])
def test_settings_that_name_no_keys_name_nothing(odd):
    assert named_in({"after": odd}) == ()
    assert found(replace(page("a"), settings={"after": odd})) == []


def test_each_key_is_named_once():
    assert named_in({"after": ["a", "b", "a"]}) == ("a", "b")
