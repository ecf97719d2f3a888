"""What stands between a draft and its learners (DOMAIN 9). Pure: no database, no clock.

Errors block publishing, warnings are listed. A finding is a code, its place and a detail: the words
for it are the screen's.
"""

from collections.abc import Iterator

from courses.rules.content import ActivityContent, EditionContent, QuestionContent
from courses.rules.findings import Code, Finding, Severity, at_activity, at_question
from courses.rules.marking import KINDS
from courses.rules.marking import faults as marking_faults
from courses.rules.richtext_line import is_citation
from courses.rules.richtext_tree import Element, Node, parse, text_of, walk
from courses.rules.translation_checks import translation_findings

ACTIVITY_LINK = "#activity-"
SOURCE_LINK = "#source-"
EMPTY_WORDS = frozenset(["here", "click here", "link", "this link", "more", "read more", "this"])
MUST_SAY = frozenset(["page", "reflection", "attestation"])


def findings(edition: EditionContent, original: EditionContent | None = None) -> list[Finding]:
    """Everything found, in the order of the course; of a translation, also against its original."""
    found = [*_edition(edition)]
    for activity in edition.activities():
        found += _activity(activity, edition)
    if original is not None:
        found += translation_findings(edition, original)
    return found


def errors(found: list[Finding]) -> list[Finding]:
    return [finding for finding in found if finding.severity == Severity.ERROR]


def _edition(edition: EditionContent) -> Iterator[Finding]:
    keys = {activity.key for activity in edition.activities()}
    group = edition.completion_rule.get("of", [])
    for key in group if isinstance(group, list) else []:
        if key not in keys:
            yield Finding(Code.RULE_WITHOUT_ACTIVITY, detail=str(key))
    if not edition.completion_rule and not any(it.required for it in edition.activities()):
        yield Finding(Code.NOTHING_REQUIRED)
    for module in edition.modules:
        if not module.activities:
            yield Finding(Code.EMPTY_MODULE, detail=module.title or module.key)


def _activity(activity: ActivityContent, edition: EditionContent) -> Iterator[Finding]:
    if not activity.title:
        yield at_activity(Code.NO_TITLE, activity)
    if activity.kind in MUST_SAY and not activity.body:
        yield at_activity(Code.NOTHING_SAID, activity)
    if activity.kind == "video":
        yield from _video(activity)
    for code, detail in _text(activity.body, edition):
        yield at_activity(code, activity, detail)
    if activity.kind == "quiz":
        yield from _quiz(activity)
    for question in activity.questions:
        yield from _question(question, activity, edition)


def _video(activity: ActivityContent) -> Iterator[Finding]:
    if not activity.settings.get("src"):
        yield at_activity(Code.NO_FILM, activity)
    if not activity.settings.get("captions"):
        yield at_activity(Code.NO_CAPTIONS, activity)
    if not activity.body:
        yield at_activity(Code.NO_TRANSCRIPT, activity)


def _quiz(activity: ActivityContent) -> Iterator[Finding]:
    """Somebody must be able to pass: there are points to be had, and a mark to reach."""
    if not activity.questions:
        yield at_activity(Code.NO_QUESTIONS, activity)
    elif activity.criterion == "quiz_passed" and (
        activity.pass_mark is None or not any(it.points for it in activity.questions)
    ):
        yield at_activity(Code.NO_PASS_PATH, activity)


def _question(
    question: QuestionContent, activity: ActivityContent, edition: EditionContent
) -> Iterator[Finding]:
    texts = [question.prompt, question.explanation]
    for choice in question.choices:
        texts += [choice.text, choice.feedback]
    for text in texts:
        for code, detail in _text(text, edition):
            yield at_question(code, activity, question, detail)
    keys = sorted(choice.key for choice in question.choices)
    if question.kind == "true_false" and keys != ["false", "true"]:
        yield at_question(Code.UNKNOWN_KEY, activity, question)
    elif question.kind in KINDS:
        for fault in marking_faults(question.kind, question.marking_definition()):
            yield at_question(Code(f"question_{fault}"), activity, question)
    if question.choices and not all(choice.feedback for choice in question.choices):
        yield at_question(Code.NO_FEEDBACK, activity, question)


def _text(html: str, edition: EditionContent) -> Iterator[tuple[Code, str]]:
    """What is wrong in one rich text."""
    nodes = parse(html)
    yield from _headings(nodes)
    for element in walk(nodes):
        if element.tag == "img" and not element.attrs.get("alt", "").strip():
            yield Code.NO_ALTERNATIVE, element.attrs.get("src", "").rpartition("/")[2]
        if element.tag == "a":
            yield from _link(element, edition)


def _headings(nodes: list[Node]) -> Iterator[tuple[Code, str]]:
    """The page's title is level 1, so the text begins with 2; callouts have titles of their own."""
    last = 1
    for node in nodes:
        if isinstance(node, Element) and node.tag in ("h2", "h3"):
            level = int(node.tag[1])
            if level > last + 1:
                yield Code.SKIPPED_HEADING, text_of(node.children)
            last = level


def _link(link: Element, edition: EditionContent) -> Iterator[tuple[Code, str]]:
    address = link.attrs.get("href", "")
    words = " ".join(text_of(link.children).split())
    if not is_citation(link) and not words:
        yield Code.LINK_WITHOUT_WORDS, address
    elif words.lower().strip(".… ") in EMPTY_WORDS:
        yield Code.LINK_SAYS_LITTLE, words
    if address.startswith("#") and not _is_in(address, edition):
        yield Code.BROKEN_LINK, address


def _is_in(address: str, edition: EditionContent) -> bool:
    if address.startswith(SOURCE_LINK):
        return address.removeprefix(SOURCE_LINK) in edition.sources
    key = address.removeprefix(ACTIVITY_LINK)
    return key != address and any(activity.key == key for activity in edition.activities())
