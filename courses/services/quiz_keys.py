"""Keys of a quiz's questions and their choices: never used again for something else (DOMAIN 2)."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from courses.models import Choice, Edition, Question
from courses.rules.content import ChoiceContent, QuestionContent
from courses.services.bank_questions import free_key, key_from
from courses.services.draft_history import states_of


def new_question_key(draft: Edition, quiz: str, said: QuestionContent) -> str:
    """The key that a new question gets: its own, or one made from its first words.

    One that the quiz has or had is refused, where it was asked for ("key_taken").
    """
    taken = keys_ever(draft, quiz)
    if said.key and said.key in taken:
        raise ValidationError(
            _("Another question of this quiz has this key, or had it: keys are never used again."),
            code="key_taken",
        )
    return said.key or free_key(key_from(said.prompt), taken=taken)


def keys_ever(draft: Edition, quiz: str) -> set[str]:
    """The keys of questions that a quiz of this course has, in any edition or draft, or had."""
    rows = Question.objects.filter(
        activity__edition__course=draft.course_id, activity__key=quiz
    ).values_list("key", flat=True)
    states = states_of(draft.course_id, quiz)
    said = {question["key"] for state in states for question in state.get("questions", [])}
    return set(rows) | said


def choices_ever(draft: Edition, quiz: str, question: str) -> dict[str, ChoiceContent]:
    """The choices that the question has or had, by key, in their newest words of this language."""
    rows = Choice.objects.filter(
        question__key=question,
        question__activity__key=quiz,
        question__activity__edition__course=draft.course_id,
    )
    found = {row.key: ChoiceContent(row.key, row.text) for row in rows.order_by("id")}
    for said in states_of(draft.course_id, quiz):
        for asked in said.get("questions", []):
            if asked["key"] == question:
                found |= {
                    it["key"]: ChoiceContent(it["key"], it["text"]) for it in asked["choices"]
                }
    own = rows.filter(question__activity__edition__language=draft.language).order_by("id")
    return found | {row.key: ChoiceContent(row.key, row.text) for row in own}
