"""What would keep an imported question from being marked, in words."""

from courses.interchange.questions_read import Refused
from courses.rules.content import QuestionContent
from courses.rules.findings import Code
from courses.rules.marking import KINDS, faults
from courses.services.check_words import WORDS


def checked(content: QuestionContent) -> QuestionContent:
    """The question, if it can be marked; else Refused with the first reason why not."""
    if content.kind in KINDS:
        for fault in faults(content.kind, content.marking_definition()):
            raise Refused(str(WORDS[Code(f"question_{fault}")]))
    return content
