"""The questions of a quiz, as they are written in its file, or of a bank in its own."""

import re
from collections import Counter

from django.utils.translation import gettext as _

from courses.interchange.package_lines import Part, parts
from courses.interchange.package_question import QuestionReader
from courses.interchange.package_texts import Texts
from courses.rules.content import Place, QuestionContent

QUESTION = re.compile(r"## Question\b")


def read_quiz(
    text: str, file: str, texts: Texts, *, line: int
) -> tuple[str, tuple[QuestionContent, ...]]:
    """Introduction and questions; what cannot be read is named in `texts.problems`, by its line.

    `line` is where the text begins in its file.
    """
    introduction, *written = parts(Part(line, text.split("\n")), QUESTION)
    intro = texts.passage(introduction.text(), Place(file, line))
    return intro, _questions(written, file, texts)


def read_questions(
    text: str, file: str, texts: Texts, *, line: int = 1
) -> tuple[QuestionContent, ...]:
    """Questions without an activity around them: those of a bank. Nothing stands before them."""
    before, *written = parts(Part(line, text.split("\n")), QUESTION)
    if before.text().strip():
        texts.problems.add(file, line, _("Something stands here before the first question."))
    return _questions(written, file, texts)


def _questions(written: list[Part], file: str, texts: Texts) -> tuple[QuestionContent, ...]:
    read = [QuestionReader(texts, file).read(part) for part in written]
    questions = tuple(question for question in read if question)
    times = Counter(question.key for question in questions)
    for question in questions:
        if times[question.key] > 1 and question.place:
            said = _("This quiz has two questions with the key “{key}”.").format(key=question.key)
            texts.problems.add(file, question.place.line, said)
    return questions
