"""What the publishing checks say of a question that is in no course yet."""

from dataclasses import replace

from courses.rules.content import ActivityContent, EditionContent, ModuleContent, QuestionContent
from courses.rules.findings import Code, Finding
from courses.rules.publishing_checks import findings

# What only a course can tell: whether it has the activity or the work that a text names, and the
# case that a question is about.
OF_A_COURSE = frozenset([Code.BROKEN_LINK, Code.NO_STIMULUS, Code.STIMULUS_UNUSED])


def check_question(said: QuestionContent) -> list[Finding]:
    """What would be found in it, whichever quiz asked it; errors before warnings."""
    named = replace(said, key=said.key or "new")
    quiz = ActivityContent("quiz", "quiz", "", questions=(named,))
    alone = EditionContent("en", "", modules=(ModuleContent("module", "", activities=(quiz,)),))
    found = [it for it in findings(alone) if it.question and it.code not in OF_A_COURSE]
    return sorted(found, key=lambda it: it.severity)
