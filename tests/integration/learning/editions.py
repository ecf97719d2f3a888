"""Editions of a course, one after another, through the services that publish them."""

from decimal import Decimal

from courses.models import Course, Edition
from courses.rules.content import (
    ActivityContent,
    ChoiceContent,
    EditionContent,
    ModuleContent,
    QuestionContent,
)
from courses.services.drafts import empty_edition
from courses.services.edition_content import write_draft
from learning.services.publishing import Published, publish_course
from tests.factories import CRITERIA, NOW, a_course

RIGHT = {"ask": {"choice": "a"}}
WRONG = {"ask": {"choice": "b"}}


def a_draft_of(course, wordings, *, language="en", rule=None, **settings) -> Edition:
    """A draft with an activity for each key, of the kind that it begins with; its words differ."""
    draft = empty_edition(course, language, now=NOW)
    activities = tuple(an_activity_of(key, said, settings) for key, said in wordings.items())
    content = EditionContent(
        language=language,
        title="Repair",
        completion_rule=rule or {},
        modules=(ModuleContent("m1", "Why repair", activities=activities),),
    )
    write_draft(draft, content, {})
    return draft


def an_activity_of(key, said, settings) -> ActivityContent:
    kind = key.partition("-")[0]
    quiz = kind == "quiz"
    return ActivityContent(
        key=key,
        kind=kind,
        title=key.title(),
        body=f"<p>{said}</p>",
        minutes=4,
        criterion=CRITERIA[kind],
        pass_mark=Decimal("0.8") if quiz else None,
        settings=settings if quiz else {},
        questions=(a_question_of(said),) if quiz else (),
    )


def a_question_of(said) -> QuestionContent:
    choices = (ChoiceContent("a", "Listen", weight=Decimal(1)), ChoiceContent("b", "Explain"))
    return QuestionContent("ask", "single", f"<p>What first, {said}?</p>", choices=choices)


def an_issue(
    wordings, course: Course | None = None, *, effect="new_learners", now=NOW, by=None, **more
) -> Published:
    """The next edition, published: of a new course, unless it is one of this."""
    course = course or a_course()
    a_draft_of(course, wordings, **more)
    [published] = publish_course(course, effect=effect, now=now, by=by)
    return published
